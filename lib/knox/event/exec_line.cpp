#include "knox/event/exec_line.h"

#include <algorithm>

#include "knox/emit/shell.h"

namespace knox::event {

void put_command_line(Out& out, const Exec& exec) {
  if (exec.args.empty()) {
    if (!exec.exec_path.empty()) emit::shell_word(out, exec.exec_path, emit::WordPlace::kCommand);
    return;
  }
  emit::WordPlace place = emit::WordPlace::kCommand;
  for (const std::string_view arg : exec.args) {
    if (place == emit::WordPlace::kArgument) out.text(" ");
    emit::shell_word(out, arg, place);
    place = emit::WordPlace::kArgument;
  }
}

bool has_variable_name(std::string_view env_string) noexcept {
  const std::size_t equals = env_string.find('=');
  return equals != 0 && equals != std::string_view::npos;
}

void put_environment(Out& out, const Exec& exec) {
  const auto can_be_assigned = [](std::string_view entry) {
    return !has_variable_name(entry) || emit::is_shell_variable(entry.substr(0, entry.find('=')));
  };
  const bool assignments = std::ranges::all_of(exec.env, can_be_assigned);
  if (!assignments) out.text("env -- ");
  for (const std::string_view entry : exec.env) {
    if (!has_variable_name(entry)) continue;
    std::string_view word = entry;
    if (assignments) {  // with quotes around its name it would be no assignment
      const std::size_t value = entry.find('=') + 1;
      out.text(entry.substr(0, value));
      word.remove_prefix(value);
    }
    emit::shell_word(out, word);
    out.text(" ");
  }
}

void put_word(Out& out, std::string_view fact) {
  if (fact.empty() || fact == "-") return out.text(fact.empty() ? "-" : "'-'");
  emit::shell_word(out, fact);
}

void put_word(Out& out, std::optional<std::uint32_t> fact) {
  if (!fact) return out.text("-");
  Pen pen(out);
  pen.room(16);
  pen.dec(*fact);
}

void put_user(Out& out, std::optional<std::uint32_t> uid, os::Names& names) {
  const std::string_view name = uid ? names.user(*uid) : std::string_view();
  if (name.empty()) {
    put_word(out, uid);
  } else {
    put_word(out, name);
  }
}

void put_group(Out& out, std::optional<std::uint32_t> gid, os::Names& names) {
  const std::string_view name = gid ? names.group(*gid) : std::string_view();
  if (name.empty()) {
    put_word(out, gid);
  } else {
    put_word(out, name);
  }
}

std::string_view CommandLine::of(const Exec& exec) {
  text_.clear();
  put_command_line(out_, exec);
  out_.flush();
  return text_;
}

}  // namespace knox::event

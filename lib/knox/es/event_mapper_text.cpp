// What a message says beyond all that has a place of its own, as key=value.
#include <algorithm>
#include <charconv>

#include "knox/emit/shell.h"
#include "knox/es/event_mapper.h"

namespace knox::es {

namespace {

// Whether the member is the mode of a file, and not what access(2) asks for.
bool is_mode(const Member& member, std::string_view event) {
  return member.key == "mode" && event != "access";
}

// Whether a word was put.
bool put_mode(Out& out, std::uint32_t mode) {
  char octal[12] = {'0'};
  const char* const end = std::to_chars(octal + 1, octal + sizeof octal, mode, 8).ptr;
  out.text({octal, end});
  return true;
}
bool put_signal(Out& out, std::uint32_t number) {
  const std::string_view name = signal_name(number);
  out.text(name);
  return !name.empty();
}
bool put_number(Out& out, const Member& member, std::string_view event, std::span<const Value> values) {
  const auto value = std::ranges::find_if(
      values, [&](const Value& v) { return v.number == member.text && v.key == member.key; });
  if (value != values.end()) {
    out.text(value->word);
    return true;
  }
  std::uint32_t number = 0;
  const char* const end = member.text.data() + member.text.size();
  const auto [last, error] = std::from_chars(member.text.data(), end, number);
  if (error != std::errc() || last != end) return false;
  if (is_mode(member, event)) return put_mode(out, number);
  return event == "signal" && member.key == "sig" && put_signal(out, number);
}

// What an attribute's event did, where its name alone says so.
std::string_view change_of(std::string_view event) {
  constexpr std::string_view kAttribute = "od_attribute_";
  if (!event.starts_with(kAttribute)) return {};
  event.remove_prefix(kAttribute.size());
  if (event == "set") return event;
  if (event == "value_add") return "add";
  return event == "value_remove" ? "remove" : std::string_view();
}

}  // namespace

void EventMapper::put_value(const Member& member, const OfEvent& known) {
  switch (member.kind) {
    case Member::Kind::kNumber:
      if (put_number(out_, member, message_->event, known.values)) return;
      return emit::shell_word(out_, member.text, emit::WordPlace::kArgument);
    case Member::Kind::kList: {
      bool is_first = true;
      for (const std::string_view one : member.list) {
        if (!is_first) out_.text(",");
        is_first = false;
        emit::shell_word(out_, one, emit::WordPlace::kArgument);
      }
      break;
    }
    case Member::Kind::kFile: emit::shell_word(out_, member.file->path, emit::WordPlace::kArgument); break;
    case Member::Kind::kProcess:
      emit::shell_word(out_, member.process->executable.path, emit::WordPlace::kArgument);
      [[fallthrough]];
    case Member::Kind::kToken:
      out_.text("[");
      out_.text(std::to_string(member.process->token.ids.pid.value_or(0)));
      out_.text("]");
      break;
    default: emit::shell_word(out_, member.text, emit::WordPlace::kArgument); break;
  }
}

// What has no place of its own.
void EventMapper::take_rest(const OfEvent& known) {
  text_.clear();
  if (const std::string_view change = change_of(message_->event); !change.empty())
    text_.append("change=").append(change);
  for (std::size_t i = 0; i < message_->members.size(); ++i) {
    const Member& member = message_->members[i];
    if (taken_[i] || member.kind == Member::Kind::kNull || member.kind == Member::Kind::kObject) continue;
    // Of a file system its names say enough.
    if (member.key.starts_with("f_") && member.kind != Member::Kind::kText) continue;
    if (!text_.empty()) out_.text(" ");
    emit::shell_word(out_, member.key, emit::WordPlace::kArgument);
    out_.text("=");
    put_value(member, known);
    out_.flush();
  }
  event_.text = text_;
}

}  // namespace knox::es

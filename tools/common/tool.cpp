#include "common/tool.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <iterator>

#include "knox/emit/line.h"
#include "knox/emit/shell.h"
#include "knox/os/privileges.h"

namespace knox::tools {

Tool::Tool(std::string_view name, std::string_view description, std::string_view example)
    : name_((os::put_rights_away(), name)),
      cli_(name_, description, example),
      sink_(STDOUT_FILENO),
      out_(sink_) {
  std::signal(SIGPIPE, SIG_IGN);  // write(2) then says EPIPE
  cli_.group("Options").flag("--no-sudo", no_sudo_, "never ask for root's password; say what to do instead");
}

bool Tool::parse(std::vector<std::string> words, const std::vector<std::string>& typed) {
  typed_ = typed;
  if (!words.empty()) words.erase(words.begin());
  const auto parsed = cli_.parse(std::move(words));
  if (parsed) return *parsed && open_all();
  fail("{} (try {} --help)", parsed.error(), name_);
  return false;
}

bool Tool::open_all() {
  for (const auto& open : openers_) {
    if (!open()) return false;
  }
  const Result<void> dropped = os::drop_rights();
  if (!dropped) {
    complain("{}", describe(dropped.error()));
    worsen(kTrouble);
  }
  return dropped.has_value();
}

std::vector<std::string> Tool::command() const {
  const std::string path = os::own_path();
  std::vector<std::string> command = {path.empty() ? name_ : path};
  std::copy_if(typed_.begin() + 1, typed_.end(), std::back_inserter(command),
               [](const std::string& word) { return word != "--no-sudo"; });
  return command;
}

void Tool::run_as_root() {
  const std::optional<std::string> sudo = os::find_sudo();
  // SUDO_UID: sudo was here before, and the user that it runs commands as is not root.
  const bool is_again = ::geteuid() == 0 || ::getenv("SUDO_UID") != nullptr;
  if (no_sudo_ || is_again || !sudo || !os::has_terminal()) return;
  complain("{}", describe(os::run_with_sudo(*sudo, command())));
}

void Tool::complain_of_rights(const std::string& problem, const std::vector<std::string>& advice) {
  std::string line;
  StringWriter writer(line);
  Out out(writer);
  for (const std::string& word : command()) {
    out.text(" ");
    emit::shell_word(out, word);
  }
  out.flush();
  complain("{}; try: sudo{}", problem, line);
  for (const std::string& other : advice) complain("{}", other);
  worsen(kTrouble);
}

void Tool::say(const std::string& line) {
  out_.flush();
  std::string safe;
  StringWriter writer(safe);
  Out out(writer);
  out.text(name_ + ": ");
  emit::line_text(out, line);
  out.text("\n");
  out.flush();
  io::DescriptorSink(STDERR_FILENO).write(safe);
}

int Tool::finish() {
  out_.flush();
  if (sink_.error() != 0) {
    complain("standard output: {}", std::strerror(sink_.error()));
    worsen(kTrouble);
  }
  return status_;
}

}  // namespace knox::tools

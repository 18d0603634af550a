#include "common/tool.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <csignal>
#include <cstring>
#include <exception>
#include <iterator>
#include <new>

#include "knox/base/time.h"
#include "knox/emit/line.h"
#include "knox/emit/shell.h"
#include "knox/os/privileges.h"

namespace knox::tools {

namespace {

std::string tool_name = "knox";  // for die(), which has no arguments

std::string_view remember(std::string_view name) {
  tool_name = name;
  return name;
}

// Whether somebody reads it or not.
void write_error(std::string_view text) noexcept {
  io::write_all(STDERR_FILENO, text);
}

// What nobody has caught, such as that there is no memory, in one line. What is buffered is lost.
[[noreturn]] void die() {
  std::string_view what = "unknown exception";
  try {
    if (const std::exception_ptr exception = std::current_exception()) std::rethrow_exception(exception);
  } catch (const std::bad_alloc&) {
    what = "out of memory";
  } catch (const std::exception& exception) {
    what = exception.what();
  } catch (...) {  // NOLINT(bugprone-empty-catch): `what` says so already
  }
  write_error(tool_name);
  write_error(": ");
  for (const char c : what)
    write_error(static_cast<unsigned char>(c) < ' ' || c == '\x7f' ? "?" : std::string_view(&c, 1));
  write_error("\n");
  ::_exit(kFailed);
}

// Before main(), which makes things before a Tool.
[[maybe_unused]] const std::terminate_handler previous_handler = std::set_terminate(die);

}  // namespace

Tool::Privileges::Privileges() noexcept {
  os::put_rights_away();
}

Tool::Tool(std::string_view name, std::string_view description, std::string_view example)
    : name_(remember(name)), cli_(name_, description, example) {
  std::signal(SIGPIPE, SIG_IGN);  // write(2) then says EPIPE
  cli_.group("Options").more().flag("--no-sudo", no_sudo_,
                                    "never ask for root's password; say what to do instead");
}

bool Tool::parse(std::vector<std::string> words, const std::vector<std::string>& typed) {
  typed_ = typed;
  if (!words.empty()) words.erase(words.begin());
  const auto parsed = cli_.parse(std::move(words));
  if (local_) TimeFormat::use_local();
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
    warn("{}", describe(dropped.error()));
    raise_status(kFailed);
    return false;
  }
  const auto opened = output_.open([this](const std::string& line) {
    write_error(message(line));
    raise_status(kDamage);
  });
  if (!opened) fail("{}", opened.error());
  return opened.has_value();
}

std::vector<std::string> Tool::command() const {
  const std::string path = os::own_path();
  std::vector<std::string> command = {path.empty() ? name_ : path};
  const auto own = std::find(typed_.begin() + 1, typed_.end(), "--");  // what follows is not the tool's
  std::copy_if(typed_.begin() + 1, own, std::back_inserter(command),
               [](const std::string& word) { return word != "--no-sudo"; });
  command.insert(command.end(), own, typed_.end());
  return command;
}

void Tool::run_as_root() {
  const std::optional<std::string> sudo = os::find_sudo();
  // SUDO_UID: sudo was here before, and the user that it runs commands as is not root.
  const bool is_again = ::geteuid() == 0 || ::getenv("SUDO_UID") != nullptr;
  if (no_sudo_ || is_again || !sudo || !os::has_terminal()) return;
  warn("{}", describe(os::run_with_sudo(*sudo, command())));
}

void Tool::report_missing_rights(const std::string& problem, const std::vector<std::string>& advice) {
  std::string line;
  StringWriter writer(line);
  Out out(writer);
  for (const std::string& word : command()) {
    out.text(" ");
    emit::shell_word(out, word);
  }
  out.flush();
  warn("{}; try: sudo{}", problem, line);
  for (const std::string& other : advice) warn("{}", other);
  raise_status(kFailed);
}

std::string Tool::message(const std::string& line) const {
  std::string safe;
  StringWriter writer(safe);
  Out out(writer);
  out.text(name_ + ": ");
  emit::line_text(out, line);
  out.text("\n");
  out.flush();
  return safe;
}

void Tool::say(const std::string& line) {
  out().flush();
  write_error(message(line));
}

// POLLOUT of a pipe means room for PIPE_BUF bytes, which are written as a whole.
bool Tool::warn_at_once(const std::string& line) const {
  pollfd error = {.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
  if (::poll(&error, 1, 0) != 1) return false;
  std::string safe = message(line);
  if (safe.size() > PIPE_BUF) safe.replace(PIPE_BUF - 1, std::string::npos, "\n");
  write_error(safe);
  return true;
}

int Tool::finish() {
  if (const auto finished = output_.finish(); !finished) {
    warn("{}", finished.error());
    raise_status(kFailed);
  }
  return status();
}

}  // namespace knox::tools

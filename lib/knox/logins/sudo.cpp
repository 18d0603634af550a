// What sudo and pkexec write of whom they ran a command for.
#include <algorithm>
#include <array>

#include "knox/logins/text_reader.h"

namespace knox::logins {

namespace {

constexpr std::string_view kEnd = " ; ", kCommand = " ; COMMAND=", kUser = " ; USER=", kPwd = " ; PWD=";

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool has_one(std::string_view text, std::string_view what) {
  const std::size_t at = text.find(what);
  return at != text.npos && text.find(what, at + 1) == text.npos;
}

// "pts/0" of "TTY=pts/0 ; PWD=/", whose rest is left.
std::string_view take_field(std::string_view& text, std::string_view key) {
  if (!take_prefix(text, key)) return {};
  const std::string_view value = text.substr(0, text.find(kEnd));
  text.remove_prefix(std::min(value.size() + kEnd.size(), text.size()));
  return value;
}

// Where the fields begin; npos: there are none.
std::size_t begin_of_fields(std::string_view text) {
  constexpr std::array<std::string_view, 5> kFirst = {"HOST=", "TTY=", "CHROOT=", "PWD=", "USER="};
  for (std::size_t at = 0; at < text.size(); at += kEnd.size()) {
    const std::string_view rest = text.substr(at);
    if (std::ranges::any_of(kFirst, [&](std::string_view key) { return rest.starts_with(key); })) return at;
    at = text.find(kEnd, at);
    if (at == text.npos) break;
  }
  return text.npos;
}

// What sudo complains of and goes on. Refusals have a command, but for what is known below.
bool is_warning(std::string_view reason, bool has_command) {
  constexpr std::array<std::string_view, 6> kWarnings = {"problem with defaults entries",
                                                         "unable to ",
                                                         "ignoring ",
                                                         "time stamp",
                                                         "timestamp",
                                                         "unknown defaults"};
  constexpr std::array<std::string_view, 5> kRefusals = {
      "user NOT ", "command not allowed", "a password is required", "account validation failure", "sorry, "};
  const auto begins = [&](std::string_view begin) { return reason.starts_with(begin); };
  if (std::ranges::any_of(kWarnings, begins)) return true;
  const bool is_refusal =
      std::ranges::any_of(kRefusals, begins) || reason.find(" incorrect password") != reason.npos;
  return !reason.empty() && !has_command && !is_refusal;
}

}  // namespace

// alice : [REASON ; ][HOST=db1 ; ]TTY=pts/0 ; [CHROOT=/jail ; ]PWD=/home/alice ; USER=root ; [GROUP=g ; ]
// [TSID=00000A ; ][ENV=A=b ; ]COMMAND=/bin/ls -l
//
// A directory, an environment and a command may have any bytes: where one of them has " ; USER=", nobody
// knows which is which.
bool TextReader::read_sudo(std::string_view text) {
  const std::size_t colon = text.find(" : ");
  if (colon == text.npos || text.substr(0, colon).find(' ') != text.npos) return false;
  const std::string_view caller = text.substr(0, colon);
  text.remove_prefix(colon + 3);
  if (text.starts_with("(command continued) ")) return false;
  const std::size_t fields = begin_of_fields(text);
  if (fields == text.npos) return false;
  const std::string_view reason = text.substr(0, fields < kEnd.size() ? 0 : fields - kEnd.size());
  text.remove_prefix(fields);
  const bool has_command = text.find(kCommand) != text.npos;
  if (is_warning(reason, has_command)) return false;
  if (!has_command && text.ends_with(" ;")) text.remove_suffix(2);
  begin_event();
  event_.who.real.user.name = caller;
  event_.error_text = reason;
  tell("sudo-command", reason.empty());
  take_field(text, "HOST=");  // the header has it
  event_.who.terminal = take_field(text, "TTY=");
  take_prefix(event_.who.terminal, "/dev/");
  if (event_.who.terminal == "unknown") event_.who.terminal = {};
  const std::string_view others = text;
  const bool has_root = !take_field(text, "CHROOT=").empty();
  if (!has_one(text, kUser) || text.find(kUser) > text.find(kCommand) || !take_prefix(text, kPwd.substr(3))) {
    event_.text = others;
    return true;
  }
  event_.process.cwd = text.substr(0, text.find(kUser));
  text.remove_prefix(event_.process.cwd.size() + kUser.size());
  event_.who.effective.user.name = text.substr(0, text.find(kEnd));
  text.remove_prefix(event_.who.effective.user.name.size());
  const std::size_t command = text.find(kCommand);
  const bool has_more = command != text.npos && command != 0;
  if (has_root) event_.text = others;
  if (has_more)
    event_.text = text.substr(kEnd.size(), has_one(text, kCommand) ? command - kEnd.size() : text.npos);
  if (command == text.npos || (has_more && !has_one(text, kCommand))) return true;
  event_.process.command_line = text.substr(command + kCommand.size());
  return true;
}

// alice: Executing command [USER=root] [TTY=unknown] [CWD=/home/alice] [COMMAND=/usr/sbin/gparted]
bool TextReader::read_pkexec(std::string_view text) {
  constexpr std::string_view kRun = ": Executing command [USER=", kRefused = " [USER=", kTty = "] [TTY=",
                             kCwd = "] [CWD=", kOf = "] [COMMAND=";
  const std::string_view caller = text.substr(0, text.find(": "));
  const bool has_all =
      has_one(text, kTty) && has_one(text, kCwd) && has_one(text, kOf) && text.ends_with(']');
  const std::size_t user = text.find(kRefused);
  if (!has_all || user == text.npos || user < caller.size() + 2 || caller.find(' ') != caller.npos)
    return false;
  const auto between = [&](std::string_view begin, std::string_view end) {
    const std::size_t at = text.find(begin) + begin.size(), to = text.find(end, at);
    return to == text.npos ? std::string_view() : text.substr(at, to - at);
  };
  begin_event();
  const bool is_run = text.substr(caller.size()).starts_with(kRun);
  tell("sudo-command", is_run);
  event_.who.real.user.name = caller;
  if (!is_run) event_.error_text = text.substr(caller.size() + 2, user - caller.size() - 2);
  event_.who.effective.user.name = between(kRefused, kTty);
  event_.who.terminal = between(kTty, kCwd);
  take_prefix(event_.who.terminal, "/dev/");
  if (event_.who.terminal == "unknown") event_.who.terminal = {};
  event_.process.cwd = between(kCwd, kOf);
  const std::size_t command = text.find(kOf) + kOf.size();
  event_.process.command_line = text.substr(command, text.size() - command - 1);
  return true;
}

}  // namespace knox::logins

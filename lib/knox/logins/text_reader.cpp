#include "knox/logins/text_reader.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "knox/base/address.h"
#include "knox/logins/pattern.h"

namespace knox::logins {

namespace {

struct Row {
  std::string_view program, code, reason, pattern;
};
constexpr auto kRows = std::to_array<Row>({
#define TEXT(program, code, reason, pattern) {program, code, reason, pattern},
#include "knox/logins/tables/texts.def"
});

// The rows of one program by the first byte of their texts, in the order of the table.
class Texts {
 public:
  explicit Texts(std::string_view program) {
    for (const Row& row : kRows) {
      if (row.program != program) continue;
      by_first_[static_cast<unsigned char>(row.pattern[0])].emplace_back(&row, Pattern(row.pattern));
    }
  }

  // The first row that the text is of; nullptr: it is of none.
  const Row* find(std::string_view text, Found& found) const {
    if (text.empty()) return nullptr;
    for (const auto& [row, pattern] : by_first_[static_cast<unsigned char>(text[0])]) {
      if (pattern.matches(text, found)) return row;
    }
    return nullptr;
  }

 private:
  std::array<std::vector<std::pair<const Row*, Pattern>>, 256> by_first_;
};

const Texts& texts_of(std::string_view program) {
  static const Texts kSshd("sshd"), kSu("su"), kLogin("login"), kScreen("screensharingd"), kAccounts("");
  if (program == "sshd") return kSshd;
  if (program == "su") return kSu;
  if (program == "screensharingd") return kScreen;
  return program == "login" ? kLogin : kAccounts;
}

constexpr std::array<std::string_view, 10> kOfAccounts = {"useradd",  "adduser",  "usermod",  "userdel",
                                                          "groupadd", "groupdel", "groupmod", "gpasswd",
                                                          "chage",    "passwd"};
// Programs that report themselves, beside what PAM reports of them.
constexpr std::array<std::string_view, 5> kOfSsh = {"sshd", "sshd-session", "sshd-auth", "in.sshd",
                                                    "dropbear"};

bool is_in(const auto& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}
bool take_suffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

std::string_view without_device(std::string_view terminal) {
  take_prefix(terminal, "/dev/");
  return terminal;
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++found;
  return found;
}

// Programs may write accounts' codes that are operations for the table of changes.
bool is_change(const Row& row) {
  return row.program.empty();
}

}  // namespace

void TextReader::tell(std::string_view code, bool success) {
  event_.code = code;
  event_.success = success;
}

unsigned TextReader::read(std::string_view line) {
  had_header_ = headers_.read(line, header_);
  return had_header_ ? read_message() : 0;
}

unsigned TextReader::read_journal(std::string_view line) {
  had_header_ = journal_.read(line, header_);
  return had_header_ ? read_message() : 0;
}

unsigned TextReader::read(const Header& header) {
  header_ = header;
  had_header_ = true;
  return read_message();
}

// Only for what has something to tell: most lines have not, and events are large.
void TextReader::begin_event() {
  event_ = {};
  access_ = {};
  event_.time = header_.time;
  event_.time_digits = header_.time_digits;
  event_.dataset = "knox.syslog";
  event_.host.name = host_.empty() ? header_.host : std::string_view(host_);
  event_.process.pid = header_.pid;
  event_.access = &access_;
  access_.program = header_.program;
}

unsigned TextReader::read_message() {
  std::string_view text = header_.text;
  while (text.starts_with(' ')) text.remove_prefix(1);
  unsigned times = 1;
  constexpr unsigned kMostTimes = 100;  // a line must not become more
  if (take_prefix(text, "message repeated ")) {
    const std::size_t blank = std::min(text.find(' '), text.size());
    times = std::clamp(number(text.substr(0, blank)).value_or(1), 1U, kMostTimes);
    text.remove_prefix(blank);
    if (!take_prefix(text, " times: [ ") || !take_suffix(text, "]")) return 0;
  }
  return read_text(text) ? times : 0;
}

bool TextReader::read_text(std::string_view text) {
  const std::string_view program = header_.program;
  if (text.starts_with("pam_") || text.starts_with("(pam_")) return read_pam(text);
  if (program == "sudo") return read_sudo(text);
  if (is_in(kOfSsh, program)) {
    take_suffix(text, " [preauth]");
    take_prefix(text, "error: ");
    take_prefix(text, "fatal: ");
    return match_rows("sshd", text);
  }
  if (program == "su" || program == "screensharingd") return match_rows(program, text);
  if (program == "login") return match_rows("login", text);
  return is_in(kOfAccounts, program) && match_rows("", text);
}

bool TextReader::match_rows(std::string_view service, std::string_view text) {
  Found found;
  const Row* const row = texts_of(service).find(text, found);
  if (row == nullptr || row->code == "ignored") return false;
  begin_event();
  constexpr std::array<std::string_view, 6> kGood = {"accepted",     "terminal",  "contact",
                                                     "disconnected", "su-opened", "screen-shared"};
  tell(row->code, is_in(kGood, row->code));
  access_.reason = row->reason;
  access_.method = in(found, Hole::kMethod);
  access_.key = in(found, Hole::kKey);
  event::Who& who = event_.who;
  const std::string_view user = in(found, Hole::kUser), name = in(found, Hole::kName);
  const std::string_view target = in(found, Hole::kTarget);
  if (row->program == "su") {
    who.real.user.name = name;
    who.target.user.name = target;
  } else if (row->program == "screensharingd") {  // one line says all of it (access/tables/told.def)
    who.real.user.name = user;
    event_.error = row->reason;
  } else {
    who.target.user.name = user.empty() ? name : user;
  }
  if (const std::string_view uid = in(found, Hole::kUid); !uid.empty()) who.target.user.id = number(uid);
  who.group.name = in(found, Hole::kGroup);
  if (const std::string_view gid = in(found, Hole::kGid); !gid.empty()) who.group.id = number(gid);
  who.terminal = without_device(in(found, Hole::kTerminal));
  access_.account = who.target.user.name;
  if (row->code == "pam-refused") access_.operation = "sshd";
  const std::string_view address = in(found, Hole::kAddress);
  event_.source.is_ip = is_ip_address(address);
  (event_.source.is_ip ? event_.source.address : event_.source.hostname) = address;
  if (const std::string_view port = in(found, Hole::kPort); !port.empty()) event_.source.port = number(port);
  if (is_change(*row)) {
    access_.operation = row->code;
    event_.success = !take_suffix(access_.operation, "-failed");
    event_.code = "change";
  }
  return true;
}

// pam_unix(sshd:auth): ..., and of old versions (pam_unix) ..., where the program is in the header.
bool TextReader::read_pam(std::string_view text) {
  // The module, then in parentheses the service and what it is asked for; old ones leave some of it out.
  std::string_view service, phase, module = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(module.size() + 1, text.size()));
  take_suffix(module, ":");
  const std::size_t open = module.find('('), colon = module.find(':');
  if (open > 0 && open != module.npos && colon != module.npos && module.ends_with(')')) {
    service = module.substr(open + 1, colon - open - 1);
    phase = module.substr(colon + 1, module.size() - colon - 2);
  }
  constexpr std::array<std::string_view, 3> kTold = {"authentication ", "session ", "password changed for "};
  if (std::ranges::none_of(kTold, [&](std::string_view told) { return text.starts_with(told); }))
    return false;
  begin_event();
  if (service.data() != nullptr) access_.program = service;
  access_.operation = "PAM";
  access_.method = "pam";
  if (take_prefix(text, "authentication failure; ")) return read_pam_failure(access_.program, text);
  if (take_prefix(text, "session ")) return read_pam_session(text);
  if (text.starts_with("authentication success")) {
    tell("passed", true);
    return true;
  }
  if (phase == "chauthtok" && take_prefix(text, "password changed for ")) {
    event_.who.target.user.name = text;
    access_.operation = "change-password";
    tell("change", true);
    return true;
  }
  return false;
}

// logname=alice uid=1001 euid=0 tty=/dev/pts/0 ruser=alice rhost=192.0.2.7  user=root
//
// Clients of FTP and the like choose ruser, too, and whoever knocks chooses user, which comes last.
bool TextReader::read_pam_failure(std::string_view service, std::string_view text) {
  constexpr std::string_view kRhost = " rhost=";
  constexpr std::array<std::string_view, 9> kTrusted = {
      "sshd", "sshd-session", "su", "su-l", "sudo", "login", "sudo-i", "gdm-password", "polkit-1"};
  const auto field = [&](std::string_view key) {
    const std::size_t at = text.find(key);
    if (at == text.npos) return std::string_view();
    const std::string_view rest = text.substr(at + key.size());
    return rest.substr(0, rest.find(' '));
  };
  tell("pam-refused", false);
  access_.reason = "authentication_failed";
  const bool is_trusted = is_in(kTrusted, service);
  event_.who.terminal = without_device(field(" tty="));
  if (event_.who.terminal == "ssh" || event_.who.terminal == "ftp") event_.who.terminal = {};
  const std::string_view ruser = field(" ruser=");
  if (is_trusted) event_.who.real.user = {number(field(" uid=")), ruser};
  const std::size_t rhost = text.find(kRhost);
  if (rhost == text.npos || (!is_trusted && count(text, kRhost) != 1)) return true;
  const std::string_view host = field(kRhost);
  event_.source.is_ip = is_ip_address(host);
  (event_.source.is_ip ? event_.source.address : event_.source.hostname) = host;
  std::string_view rest = text.substr(rhost + kRhost.size() + host.size());
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  event_.who.target.user.name = take_prefix(rest, "user=") ? rest : is_trusted ? std::string_view() : ruser;
  access_.account = event_.who.target.user.name;
  return true;
}

// opened for user root(uid=0) by alice(uid=1001); older: opened for user root by (uid=0)
bool TextReader::read_pam_session(std::string_view text) {
  const bool is_open = take_prefix(text, "opened for user ");
  if (!is_open && !take_prefix(text, "closed for user ")) return false;
  std::string_view user = text, by;
  if (is_open) {
    const std::size_t at = text.rfind(" by ");
    if (at == text.npos) return false;
    user = text.substr(0, at);
    by = text.substr(at + 4);
  }
  const auto principal = [](std::string_view word) {
    event::Principal who{{}, word};
    const std::size_t at = word.rfind("(uid=");
    if (at == word.npos || !word.ends_with(')')) return who;
    who.name = word.substr(0, at);
    who.id = number(word.substr(at + 5, word.size() - at - 6));
    return who;
  };
  event_.who.target.user = principal(user);
  event_.who.real.user = principal(by);
  // Of su and sudo it is the effective id, of the name the real one.
  if (!event_.who.real.user.name.empty()) event_.who.real.user.id.reset();
  access_.account = event_.who.target.user.name;
  tell(is_open ? "opened" : "closed", true);
  return true;
}

// alice : [REASON ; ]TTY=pts/0 ; PWD=/home/alice ; USER=root ; [GROUP=g ; ][ENV=A=b ; ]COMMAND=/bin/ls -l
//
// A directory and a command may have any bytes: where one of them has " ; USER=", nobody knows which is
// which.
bool TextReader::read_sudo(std::string_view text) {
  constexpr std::string_view kUser = " ; USER=", kCommand = " ; COMMAND=", kPwd = " ; PWD=";
  const std::size_t colon = text.find(" : ");
  if (colon == text.npos || text.substr(0, colon).find(' ') != text.npos) return false;
  const std::string_view caller = text.substr(0, colon);
  text.remove_prefix(colon + 3);
  if (text.starts_with("(command continued) ")) return false;
  const std::size_t tty = text.starts_with("TTY=") ? 0 : text.find(" ; TTY=");
  if (tty == text.npos) return false;
  const std::string_view reason = text.substr(0, tty);
  text.remove_prefix(tty == 0 ? 4 : tty + 7);
  const std::size_t pwd = text.find(kPwd);
  if (pwd == text.npos) return false;
  begin_event();
  event_.who.real.user.name = caller;
  event_.error_text = reason;
  event_.who.terminal = without_device(text.substr(0, pwd));
  if (event_.who.terminal == "unknown") event_.who.terminal = {};
  text.remove_prefix(pwd + kPwd.size());
  tell("sudo-command", event_.error_text.empty());
  if (count(text, kUser) != 1 || text.find(kUser) > text.find(kCommand)) {
    event_.text = text;
    return true;
  }
  event_.process.cwd = text.substr(0, text.find(kUser));
  std::string_view rest = text.substr(text.find(kUser) + kUser.size());
  event_.who.effective.user.name = rest.substr(0, rest.find(" ; "));
  const std::size_t command = rest.find(kCommand);
  if (command != rest.npos) event_.process.command_line = rest.substr(command + kCommand.size());
  return true;
}

bool looks_like_login_log(std::string_view front) {
  HeaderReader headers(Time{});
  Header header;
  unsigned others = 0;
  while (!front.empty() && others < 20) {
    const std::size_t end = std::min(front.find('\n'), front.size());
    const std::string_view line = front.substr(0, end);
    front.remove_prefix(std::min(end + 1, front.size()));
    if (headers.read(line, header)) return true;
    ++others;
  }
  return false;
}

}  // namespace knox::logins

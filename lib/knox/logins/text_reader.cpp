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

// The rows of one program by the first byte of their texts, in the order of the table; those that begin with
// a hole come last.
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
    for (const unsigned char first : {static_cast<unsigned char>(text[0]), static_cast<unsigned char>('{')}) {
      for (const auto& [row, pattern] : by_first_[first]) {
        if (pattern.matches(text, found)) return row;
      }
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

constexpr std::array<std::string_view, 12> kOfAccounts = {"useradd",  "adduser",  "usermod",  "userdel",
                                                          "groupadd", "groupdel", "groupmod", "gpasswd",
                                                          "chage",    "passwd",   "chsh",     "chfn"};
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
  return terminal == "none" || terminal == "???" ? std::string_view() : terminal;
}

bool is_terminal(std::string_view name) {
  constexpr std::array<std::string_view, 6> kBegins = {"/dev/", "pts/", "tty", "console", "hvc", "xvc"};
  return std::ranges::any_of(kBegins, [&](std::string_view begin) { return name.starts_with(begin); });
}

// The names of knox-access(5).
std::string_view method_named(std::string_view word) {
  if (word.starts_with("keyboard-interactive")) return "keyboard-interactive";  // and which device it asked
  return word.starts_with("gssapi") ? "gssapi" : word;
}

void set_source(event::Endpoint& source, std::string_view word) {
  const std::string_view address = plain_address(word);
  source.is_ip = is_ip_address(address);
  (source.is_ip ? source.address : source.hostname) = source.is_ip ? address : word;
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++found;
  return found;
}

constexpr unsigned kMostTimes = 100;  // a line must not become more

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
  if (!had_header_) return repeat(line);
  const unsigned times = read_message();
  last_line_.assign(times == 0 ? std::string_view() : line);
  return times;
}

// "Feb 21 21:54:44 web1 last message repeated 30 times", which are no more than the limit.
unsigned TextReader::repeat(std::string_view line) {
  constexpr std::string_view kRepeated = " last message repeated ";
  const std::size_t at = line.find(kRepeated);
  if (at == line.npos || at > 80) return 0;
  std::string_view count = line.substr(at + kRepeated.size());
  while (!count.empty() && static_cast<unsigned char>(count.back()) <= ' ') count.remove_suffix(1);
  const bool is_count = take_suffix(count, " times") || take_suffix(count, " time");
  const std::optional<std::uint32_t> times = is_count ? number(count) : std::nullopt;
  if (!times) return 0;
  Header when;
  std::string whole(line.substr(0, at));
  had_header_ = headers_.read(whole.append(" last: repeated"), when);
  const bool is_its =
      had_header_ && !last_line_.empty() && headers_.read(last_line_, header_) && header_.host == when.host;
  if (!is_its) return 0;
  header_.time = when.time;
  return read_message() == 0 ? 0 : std::clamp(*times, 0U, kMostTimes);
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
  if (program == "pkexec") return read_pkexec(text);
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
  access_.method = method_named(in(found, Hole::kMethod));
  access_.key = in(found, Hole::kKey);
  event::Who& who = event_.who;
  std::string_view user = in(found, Hole::kUser), name = in(found, Hole::kName);
  if (name.empty() && text.starts_with("ROOT LOGIN")) name = "root";
  const std::string_view target = in(found, Hole::kTarget);
  if (row->program == "su") {
    who.real.user.name = name;
    who.target.user.name = target;
  } else if (row->program == "screensharingd") {  // one line says all of it (access/tables/told.def)
    if (user == "N/A") user = {};                 // as it writes where there is no name
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
  // login writes the terminal where it knows no host, and a name for the name that nobody has.
  const std::string_view address = in(found, Hole::kAddress);
  const bool is_place = row->program == "login" && is_terminal(address);
  if (is_place) who.terminal = without_device(address);
  if (!is_place && !address.empty()) set_source(event_.source, address);
  if (row->program == "login" && access_.account == "UNKNOWN") who.target.user = {};
  // Of a key, what follows it: who has certified it, or from which client it is.
  if (!in(found, Hole::kText).empty()) {
    const std::size_t end = text.find(access_.key) + access_.key.size();
    event_.text = text.substr(text.find_first_not_of(", ", end));
  }
  if (const std::string_view port = in(found, Hole::kPort); !port.empty()) event_.source.port = number(port);
  if (is_change(*row)) {
    access_.operation = row->code;
    event_.success = !take_suffix(access_.operation, "-failed");
    event_.code = "change";
    event_.who.real.user.name = in(found, Hole::kBy);
    if (row->code == "modify-user") event_.text = text;
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
  // Anything may ask polkit.
  if (service.data() != nullptr && service != "polkit-1") access_.program = service;
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
  set_source(event_.source, host);
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
  // They need not be one person's: the name is of who logged in, the id of the process.
  if (!event_.who.real.user.name.empty()) event_.who.real.user.id.reset();
  access_.account = event_.who.target.user.name;
  tell(is_open ? "opened" : "closed", true);
  return true;
}

bool looks_like_login_log(std::string_view front) {
  constexpr std::uint64_t kLate = 4'102'444'800;  // 2100: no year is in the future
  HeaderReader headers(Time{kLate, 0});
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

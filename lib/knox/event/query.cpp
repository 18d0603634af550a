#include "knox/event/query.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <charconv>
#include <utility>

#include "knox/base/glob.h"
#include "knox/base/unknown.h"

namespace knox::event {

namespace {

template <class T>
using Understood = std::expected<T, std::string>;

template <class T>
std::optional<T> read_number(std::string_view text) {
  T number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && rest == end ? std::optional(number) : std::nullopt;
}

Understood<std::uint32_t> read_pid(const std::string& text) {
  if (const auto pid = read_number<std::uint32_t>(text)) return *pid;
  return std::unexpected(fmt::format("pid: not a process id: '{}'", text));
}

constexpr std::uint32_t kUnset = ~std::uint32_t{0};

bool is_unset(std::string_view text) {
  return text == "-1" || text == "unset";
}

Understood<std::uint32_t> read_session(const std::string& text) {
  if (is_unset(text)) return kUnset;
  if (const auto session = read_number<std::uint32_t>(text)) return *session;
  return std::unexpected(fmt::format("session: not a session id: '{}'", text));
}

// Who never logged in.
bool is_nobody(const os::WantedId& wanted) {
  return wanted.id == kUnset && wanted.name.empty();
}

// A pattern that no event can meet is a mistake.
Understood<std::string> read_action(const std::string& text) {
  const bool may_be_call = text.starts_with("called-");
  const bool is_known = std::ranges::any_of(actions(), [&](const ActionInfo& action) {
    return !action.word.empty() && glob_matches(text, action.word);
  });
  if (may_be_call || is_known) return text;
  return std::unexpected("action: " + unknown("action", text, "those that 'events --list-actions' prints"));
}

bool is_path(const std::string& pattern, std::string_view path) {
  return !path.empty() && glob_matches(pattern, path);
}

// Bytes in network order; nothing: it is no address. An IPv4 address may be written as one of IPv6 that
// stands for it (RFC 4291, 2.5.5.2), as sockets for both have it: ::ffff:192.0.2.7.
std::size_t read_address(const std::string& text, std::array<std::uint8_t, 16>& bytes) {
  constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return 4;
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return 0;
  if (!std::equal(kMapped.begin(), kMapped.end(), bytes.begin())) return 16;
  std::copy(bytes.begin() + kMapped.size(), bytes.end(), bytes.begin());
  return 4;
}

}  // namespace

// Reads the values of one option after the other; after the first that is not understood it reads no more.
class Query::Reader {
 public:
  Reader(const os::Names& names, const HostClock& clock) : names_(names), clock_(clock) {}

  std::expected<Query, std::string> read(const QueryText& text) {
    Query q;
    auto when = read_period(text.after, text.before, clock_);
    if (!when) return std::unexpected(std::move(when.error()));
    q.when_ = *when;
    q.asks_when_ = !text.after.empty() || !text.before.empty();
    read_named(text.action, text.user, text.pid, text.path, q.keep_);
    read_all(text.session, q.sessions_, read_session);
    read_all(text.address, q.addresses_, [](const std::string& t) { return read_range(t); });
    dashes_ = "--not-";
    read_named(text.not_action, text.not_user, text.not_pid, text.not_path, q.drop_);
    if (error_) return std::unexpected(std::move(*error_));
    q.success_ = text.success;
    q.failure_ = text.failure;
    q.invert_ = text.invert;
    return q;
  }

 private:
  using List = QueryText::List;

  void read_named(const List& action, const List& user, const List& pid, const List& path, Named& named) {
    read_all(action, named.actions, read_action);
    read_all(user, named.users, [&](const std::string& t) { return read_user(t); });
    read_all(pid, named.pids, read_pid);
    named.paths = path;
  }

  template <class T>
  void read_all(const std::vector<std::string>& texts, std::vector<T>& values, auto read_one) {
    for (const std::string& text : texts) {
      if (error_) return;
      Understood<T> value = read_one(text);
      if (value) {
        values.push_back(std::move(*value));
      } else {
        error_ = dashes_ + value.error();
      }
    }
  }

  Understood<os::WantedId> read_user(const std::string& text) const {
    if (text.empty()) return std::unexpected("user: nothing to look for: '' (a name or a number)");
    if (is_unset(text)) return os::WantedId{kUnset};
    if (const auto number = read_number<std::uint32_t>(text)) return os::WantedId{*number};
    return os::WantedId{names_.uid(text).value_or(kUnset), text};
  }

  static Understood<Range> read_range(const std::string& text) {
    Range range;
    const std::size_t slash = text.find('/');
    range.size = read_address(text.substr(0, slash), range.address);
    range.bits = static_cast<unsigned>(range.size * 8);
    auto bits = slash == text.npos ? range.bits : read_number<unsigned>(text.substr(slash + 1));
    const bool is_mapped = range.size == 4 && text.find(':') != text.npos;
    if (is_mapped && slash != text.npos && bits) bits = *bits < 96 ? std::nullopt : std::optional(*bits - 96);
    if (range.size == 0 || !bits || *bits > range.bits) {
      return std::unexpected(fmt::format("address: not an IP address or network: '{}' (192.0.2.0/24)", text));
    }
    range.bits = *bits;
    return range;
  }

  const os::Names& names_;
  const HostClock& clock_;
  std::string dashes_ = "--";  // begin the options that are being read
  std::optional<std::string> error_;
};

std::expected<Query, std::string> Query::make(const QueryText& text, const os::Names& names,
                                              const HostClock& clock) {
  return Reader(names, clock).read(text);
}

bool Query::Range::has(std::string_view text) const {
  std::array<std::uint8_t, 16> other{};
  if (read_address(std::string(text), other) != size) return false;
  const std::size_t whole = bits / 8;
  if (!std::equal(address.begin(), address.begin() + static_cast<std::ptrdiff_t>(whole), other.begin()))
    return false;
  const unsigned rest = bits % 8;
  return rest == 0 || (address[whole] ^ other[whole]) >> (8 - rest) == 0;
}

bool Query::asks_more() const noexcept {
  return !(keep_.empty() && drop_.empty() && sessions_.empty() && addresses_.empty());
}

const std::string* Query::unknown_user(const Named& named) const noexcept {
  const auto is_unknown = [&](const os::WantedId& user) {
    return user.id == kUnset && !user.name.empty() && std::ranges::find(met_, user.name) == met_.end();
  };
  const auto user = std::ranges::find_if(named.users, is_unknown);
  return user == named.users.end() ? nullptr : &user->name;
}

bool Query::note(const os::WantedId& wanted, bool is_met) const {
  if (is_met && wanted.id == kUnset && std::ranges::find(met_, wanted.name) == met_.end()) [[unlikely]]
    met_.push_back(wanted.name);
  return is_met;
}

// ---- of an event

bool Query::matches(const Event& event) const {
  return empty() || meets_all(event) != invert_;
}

bool Query::meets_all(const Event& event) const {
  return when_.has(event.time) && meets_outcome(event.success) && meets_action(event.word) &&
         meets_session(event.who.session) && meets_user(event.who) && meets_pid(event) && meets_path(event) &&
         meets_address(event);
}

bool Query::meets_outcome(std::optional<bool> success) const noexcept {
  return !asks_outcome() || (success && (*success ? success_ : failure_));
}

bool Query::meets_action(std::string_view word) const {
  return fits(&Named::actions, [&](const std::string& pattern) { return glob_matches(pattern, word); });
}

bool Query::meets_session(std::optional<std::uint32_t> session) const noexcept {
  return sessions_.empty() || std::ranges::find(sessions_, session.value_or(kUnset)) != sessions_.end();
}

bool Query::meets_user(const Who& who) const {
  // By name where the event has one, otherwise by number.
  const auto is = [](const os::WantedId& wanted, const Principal& principal) {
    if (!wanted.name.empty() && !principal.name.empty()) return wanted.name == principal.name;
    return principal.id && *principal.id == wanted.id;
  };
  return fits(&Named::users, [&](const os::WantedId& wanted) {
    if (is_nobody(wanted)) return !who.audit.known() && who.real.user.known();
    return note(wanted, is(wanted, who.audit) || is(wanted, who.real.user) ||
                            is(wanted, who.effective.user) || is(wanted, who.target.user));
  });
}

bool Query::meets_pid(const Event& event) const {
  const bool begins = event.action == Action::kExec || event.action == Action::kFork;
  return fits(&Named::pids, [&](std::uint32_t pid) {
    return event.process.pid == pid || (begins && event.parent.pid == pid) ||
           (is_done_to_process(event.action) && read_number<std::uint32_t>(event.object.name) == pid);
  });
}

bool Query::meets_path(const Event& event) const {
  return fits(&Named::paths, [&](const std::string& pattern) {
    return is_path(pattern, event.file.path) || is_path(pattern, event.file.target_path) ||
           is_path(pattern, event.process.executable);
  });
}

bool Query::meets_address(const Event& event) const {
  if (addresses_.empty()) return true;
  return std::ranges::any_of(addresses_, [&](const Range& range) {
    const auto is = [&](const Endpoint& end) { return end.is_ip && range.has(end.address); };
    return is(event.source) || is(event.destination) || is(event.server) ||
           std::ranges::any_of(event.addresses, [&](std::string_view address) { return range.has(address); });
  });
}

// ---- of an execution

bool Query::matches(const Exec& exec, const os::Names& names) const {
  return empty() || meets_all(exec, names) != invert_;
}

bool Query::meets_all(const Exec& exec, const os::Names& names) const {
  const ProcessIds& ids = exec.process;
  const auto is_user = [&](const os::WantedId& wanted) {
    const auto is = [&](std::optional<std::uint32_t> uid) {
      return uid && *uid != kUnset && names.is_user(wanted, *uid);
    };
    if (is_nobody(wanted)) return ids.auid == kUnset;
    return note(wanted, is(ids.auid) || is(ids.ruid) || is(ids.euid) || is(exec.run_as));
  };
  const std::optional<std::uint32_t> parent = exec.parent ? exec.parent->pid : exec.ppid;
  const auto is_pid = [&](std::uint32_t pid) { return ids.pid == pid || parent == pid; };
  const auto is_its_path = [&](const std::string& pattern) {
    return is_path(pattern, exec.exec_path) || is_path(pattern, exec.script);
  };
  return when_.has(exec.time) && meets_outcome(exec.success) && meets_action(info(Action::kExec).word) &&
         meets_session(ids.session) && fits(&Named::users, is_user) && fits(&Named::pids, is_pid) &&
         fits(&Named::paths, is_its_path) && addresses_.empty();
}

}  // namespace knox::event

#include "knox/linux_audit/arm_changes.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>

namespace knox::linux_audit {
namespace {

constexpr std::string_view kKeyPrefix = "knox-";

template <class T>
Outcome in_words(const Result<T>& result) {
  if (!result) return std::unexpected(explain(result.error()));
  return {};
}

// /proc/PID/stat begins with "PID (knox-guard) S"; Z is one that has ended and that nobody has waited for.
bool is_guard(pid_t process) {
  const int fd = ::open(fmt::format("/proc/{}/stat", process).c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  std::array<char, 64> text{};
  const ssize_t n = ::read(fd, text.data(), text.size());
  ::close(fd);
  const std::string_view stat(text.data(), n > 0 ? static_cast<std::size_t>(n) : 0);
  const std::string begin = fmt::format("{} ({}) ", process, kGuardName);
  return stat.starts_with(begin) && stat.substr(begin.size(), 1) != "Z";
}

// The process whose guard a rule is of, or 0.
pid_t guard_of(const RuleData& rule) {
  const RuleField* const key = rule.find(RuleKey::kKey);
  if (key == nullptr || !key->text.starts_with(kKeyPrefix)) return 0;
  const std::string_view digits = std::string_view(key->text).substr(kKeyPrefix.size());
  pid_t process = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), process);
  return error == std::errc() && end == digits.data() + digits.size() ? process : 0;
}

int open_process(pid_t process) {
  return static_cast<int>(::syscall(SYS_pidfd_open, process, 0));
}

// Whether there is a daemon besides the owner. The kernel notices the end of one only at the next record.
bool has_daemon(const KernelStatus& status, pid_t owner) {
  const auto daemon = static_cast<pid_t>(status.pid);
  return daemon > 0 && daemon != owner && (::kill(daemon, 0) == 0 || errno == EPERM);
}

// One guard at a time, while this lives, decides whether auditing is to be on. Root only; without root, and
// after two seconds, it is decided without: restore() then still sees who came, if not at once.
class Turn {
 public:
  Turn() : fd_(::open("/run/knox-arm.lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) {
    constexpr int kTries = 200, kInterval = 10;  // milliseconds
    for (int i = 0; fd_ >= 0 && i < kTries && ::flock(fd_, LOCK_EX | LOCK_NB) != 0; ++i) {
      ::poll(nullptr, 0, kInterval);
    }
  }
  ~Turn() {
    if (fd_ >= 0) ::close(fd_);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  int fd_;
};

}  // namespace

std::string guard_key(pid_t guard) {
  return fmt::format("{}{}", kKeyPrefix, guard);
}

RuleData Changes::own_rule(RuleData rule) const {
  std::erase_if(rule.fields, [](const RuleField& field) { return field.key == RuleKey::kKey; });
  if (rule.list == RuleList::kExit && !options_.own_calls) {
    for (const pid_t process : {owner_, ::getpid()}) {
      rule.fields.push_back({.key = RuleKey::kPid,
                             .op = RuleOp::kNotEqual,
                             .value = static_cast<std::uint32_t>(process),
                             .text = {}});
    }
  }
  rule.fields.push_back({.key = RuleKey::kKey, .op = RuleOp::kEqual, .value = 0, .text = key_});
  return rule;
}

// Sets one number to at least that much.
Outcome Changes::raise(Setting setting, std::uint32_t KernelStatus::*now, std::uint32_t to) {
  const Result<KernelStatus> status = control_.status();
  if (!status) return in_words(status);
  const std::uint32_t before = (*status).*now;
  if (before >= to) return {};
  if (const Result<void> done = control_.set(setting, to); !done) return in_words(done);
  raised_.push_back({.setting = setting, .now = now, .before = before, .after = to});
  return {};
}

// Enabling comes last: another guard that ends at this moment sees the rules before that, and does not
// disable any more, or has done so already.
Outcome Changes::make(std::span<const RuleData> rules, pid_t owner) {
  owner_ = owner;
  const Result<KernelStatus> status = control_.status();
  if (!status) return in_words(status);
  if (status->enabled > 1) {
    return std::unexpected(
        "the audit configuration is locked (enabled 2), nothing can change it until the next boot");
  }
  for (const RuleData& rule : rules) {
    const RuleData own = own_rule(rule);
    if (own.fields.size() > RuleData::kMaxFields) return std::unexpected("a rule has too many fields");
    const Result<void> added = control_.add(own);
    const bool left_behind = !added && added.error().system_errno == EEXIST;  // by a guard that was killed
    if (!added && !left_behind) return in_words(added);
  }
  const Turn turn;
  const bool limited = status->backlog_limit != 0 && options_.backlog_limit;
  if (limited) {
    const Outcome raised =
        raise(Setting::kBacklogLimit, &KernelStatus::backlog_limit, *options_.backlog_limit);
    if (!raised) return raised;
  }
  return raise(Setting::kEnabled, &KernelStatus::enabled, 1);
}

Outcome Changes::delete_rules() {
  const Result<std::vector<RuleData>> rules = control_.rules();
  if (!rules) return in_words(rules);
  Outcome outcome;
  for (const RuleData& rule : *rules) {
    if (guard_of(rule) != ::getpid()) continue;
    const Result<void> removed = control_.remove(rule);
    if (!removed && removed.error().system_errno != ENOENT) outcome = in_words(removed);
  }
  if (!outcome) outcome.error() += fmt::format("; rules with the key {} are left", key_);
  return outcome;
}

pid_t Changes::another_guard() {
  const Result<std::vector<RuleData>> rules = control_.rules();
  if (!rules) return 0;
  for (const RuleData& rule : *rules) {
    const pid_t process = guard_of(rule);
    if (process > 0 && process != ::getpid() && is_guard(process)) return process;
  }
  return 0;
}

// Only what is still as this guard has set it, and not while a daemon has come that needs it. One who armed
// between the look at the others and the end of this has relied on what was set, so it is set again.
bool Changes::restore() {
  if (raised_.empty()) return true;
  const Turn turn;
  other_ = another_guard();
  if (other_ != 0) return false;
  const Result<KernelStatus> status = control_.status();
  if (!status) return true;
  if (has_daemon(*status, owner_)) return true;
  std::erase_if(raised_, [&](const Raised& raised) { return (*status).*raised.now != raised.after; });
  for (auto raised = raised_.rbegin(); raised != raised_.rend(); ++raised) {
    (void)control_.set(raised->setting, raised->before);
  }
  other_ = another_guard();
  if (other_ == 0) return true;
  for (const Raised& raised : raised_) (void)control_.set(raised.setting, raised.after);
  return false;
}

void Changes::wait_for_others() const {
  constexpr int kInterval = 200;  // milliseconds, on kernels without pidfd_open
  const int fd = open_process(other_);
  pollfd ended = {.fd = fd, .events = POLLIN, .revents = 0};
  ::poll(&ended, 1, fd < 0 ? kInterval : -1);
  if (fd >= 0) ::close(fd);
}

}  // namespace knox::linux_audit

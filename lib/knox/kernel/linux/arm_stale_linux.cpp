#include "knox/kernel/linux/arm_stale.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "knox/kernel/linux/arm.h"

namespace knox::kernel {

Turn::Turn(int seconds) : fd_(::open("/run/knox-arm.lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) {
  constexpr int kInterval = 10;  // milliseconds
  for (int left = seconds * 1000 / kInterval; fd_ >= 0 && left > 0; --left) {
    has_lock_ = ::flock(fd_, LOCK_EX | LOCK_NB) == 0;
    if (has_lock_) break;
    ::poll(nullptr, 0, kInterval);
  }
}

Turn::~Turn() {
  if (fd_ >= 0) ::close(fd_);
}

std::optional<ProcessStart> start_of(pid_t process) {
  const int fd = ::open(fmt::format("/proc/{}/stat", process).c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return std::nullopt;
  std::array<char, 1024> text;
  const ssize_t n = ::read(fd, text.data(), text.size());
  ::close(fd);
  return parse_stat({text.data(), n > 0 ? static_cast<std::size_t>(n) : 0});
}

// Not all of /proc can be seen with every mount of it, or while descriptors are short.
bool is_running(const GuardKey& guard) {
  if (::kill(guard.process, 0) != 0 && errno == ESRCH) return false;
  const std::optional<ProcessStart> process = start_of(guard.process);
  return !process || (process->ticks == guard.start && !process->has_ended);
}

bool has_daemon(const KernelStatus& status, pid_t besides) {
  const auto daemon = static_cast<pid_t>(status.pid);
  return daemon > 0 && daemon != besides && (::kill(daemon, 0) == 0 || errno == EPERM);
}

std::expected<Cleaned, std::string> delete_stale(Control& control, std::optional<GuardKey> gone,
                                                 bool dry_run) {
  const Result<std::vector<RuleData>> rules = control.rules();
  if (!rules) return std::unexpected(explain(rules.error()));
  Cleaned cleaned;
  for (const RuleData& rule : *rules) {
    const std::optional<GuardKey> guard = guard_of(rule);
    if (!guard) continue;
    const bool is_known = std::ranges::find(cleaned.guards, *guard) != cleaned.guards.end();
    const bool is_gone = gone && gone->process == guard->process && gone->start == guard->start;
    if (!is_known && !is_gone && is_running(*guard)) continue;
    if (!is_known) cleaned.guards.push_back(*guard);
    if (!dry_run) {
      const Result<void> removed = control.remove(rule);
      if (!removed && removed.error().system_errno == ENOENT) continue;  // somebody else was faster
      if (!removed) return std::unexpected(explain(removed.error()));
    }
    cleaned.rules.push_back(rule);
  }
  return cleaned;
}

Debts debts_of(const std::vector<GuardKey>& gone, const KernelStatus& status) {
  Debts debts;
  for (const GuardKey& guard : gone) {
    debts.was_off |= guard.enabled == 0 && status.enabled == 1;
    const bool has_raised = guard.backlog_limit != 0 && guard.backlog_limit < kArmedBacklog;
    if (has_raised && status.backlog_limit == kArmedBacklog) {
      debts.backlog_limit = std::min(guard.backlog_limit, debts.backlog_limit.value_or(kArmedBacklog));
    }
  }
  return debts;
}

Debts restore_settings(Control& control, const std::vector<GuardKey>& gone, bool dry_run) {
  if (gone.empty()) return {};
  const Result<KernelStatus> status = control.status();
  const Result<std::vector<RuleData>> rules = control.rules();
  if (!status || !rules || has_daemon(*status, ::getpid())) return {};
  const bool is_armed = std::ranges::any_of(*rules, [](const RuleData& rule) {
    const std::optional<GuardKey> guard = guard_of(rule);
    return guard && is_running(*guard);
  });
  if (is_armed) return {};
  Debts debts = debts_of(gone, *status);
  if (dry_run) return debts;
  if (debts.was_off && !control.set(Setting::kEnabled, 0)) debts.was_off = false;
  if (debts.backlog_limit && !control.set(Setting::kBacklogLimit, *debts.backlog_limit)) {
    debts.backlog_limit.reset();
  }
  return debts;
}

}  // namespace knox::kernel

// Rules of guards that are gone (arm_keys.h), by SIGKILL as nothing else makes them go. Linux only.
#pragma once

#include <sys/types.h>

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "knox/kernel/linux/arm_keys.h"
#include "knox/kernel/linux/netlink.h"

namespace knox::kernel {

// One process at a time, while this lives, decides whose rules go and whether auditing is to be on. Root
// only; without root, and after `seconds`, it is decided without: Changes::restore() then still sees who
// came, if not at once.
class Turn {
 public:
  explicit Turn(int seconds = 2);
  ~Turn();
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  bool is_alone() const noexcept { return has_lock_; }

 private:
  int fd_;
  bool has_lock_ = false;
};

// When a process was started; nullopt: it cannot be seen.
std::optional<ProcessStart> start_of(pid_t process);

// Whether the guard is there; also if it only cannot be seen.
bool is_running(const GuardKey& guard);

// Whether there is an audit daemon, besides this process. The kernel notices the end of one only at the next
// record.
bool has_daemon(const KernelStatus& status, pid_t besides);

struct Cleaned {
  std::vector<RuleData> rules;   // that are deleted, or would be
  std::vector<GuardKey> guards;  // whose they were, each once
};

// Deletes the rules of guards that are gone, and of `gone`, of which the caller knows it.
std::expected<Cleaned, std::string> delete_stale(Control& control, std::optional<GuardKey> gone = {},
                                                 bool dry_run = false);

// What to set back for those that are gone.
struct Debts {
  bool was_off = false;                        // auditing
  std::optional<std::uint32_t> backlog_limit;  // it was less than kArmedBacklog, which it is now
};
Debts debts_of(const std::vector<GuardKey>& gone, const KernelStatus& status);

// Sets that back, unless a guard is armed, which needs it as it is, or there is a daemon besides this
// process. What was set back, or would be.
Debts restore_settings(Control& control, const std::vector<GuardKey>& gone, bool dry_run = false);

}  // namespace knox::kernel

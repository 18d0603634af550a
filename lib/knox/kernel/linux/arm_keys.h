// Whose a rule of arm.h is. Its key is "knox-PROCESS-START-ENABLED-LIMIT": the guard's process and the time
// that it was started at, in ticks since boot (proc_pid_stat(5)), so that another process that has got the
// same id is not taken for it; and what auditing and the backlog limit were before, which whoever deletes the
// rule of a guard that is gone needs to know.
//
// Such a rule also says that the guard itself is not recorded (pid!=PROCESS). One that has only a key like
// that is somebody else's.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "knox/kernel/linux/rules/rule.h"

namespace knox::kernel {

struct GuardKey {
  pid_t process = 0;
  std::uint64_t start = 0;
  std::uint32_t enabled = 0, backlog_limit = 0;  // before it was armed

  friend bool operator==(const GuardKey&, const GuardKey&) = default;
};

std::string key_text(const GuardKey& key);
// Only what key_text() writes.
std::optional<GuardKey> parse_key(std::string_view text);

// The rule as the guard adds it: with its key instead of what it has, and not for the two processes. Only
// those of the exit and the io_uring list can be marked so.
RuleData guarded_rule(RuleData rule, const GuardKey& key, pid_t owner);
// Whose rule it is; nullopt for all that is not a guard's.
std::optional<GuardKey> guard_of(const RuleData& rule);

// The start of a process, from its /proc/PID/stat, and whether it has ended, though nobody has waited for it.
struct ProcessStart {
  std::uint64_t ticks = 0;
  bool has_ended = false;
};
std::optional<ProcessStart> parse_stat(std::string_view stat);

}  // namespace knox::kernel

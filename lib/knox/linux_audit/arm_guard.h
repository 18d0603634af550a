// The guard of arm.h: its process, and what the two say to each other. Linux only.
#pragma once

#include <sys/types.h>

#include <span>
#include <string>

#include "knox/linux_audit/arm.h"

namespace knox::linux_audit {

// What the guard sends, each in one packet: when it has armed, and when it has taken the rules back. After
// the number of its process, a mistake in words, or nothing if all is well.
struct GuardReport {
  pid_t guard = 0;
  std::string mistake;
};
inline constexpr std::size_t kMaxReport = 4096;

// The guard's whole life; never returns. `channel` is its end of a SOCK_SEQPACKET pair, `owner` the process
// that wants the rules and `owner_pidfd` a descriptor of it, or -1.
[[noreturn]] void run_guard(int channel, pid_t owner, int owner_pidfd, std::span<const RuleData> rules,
                            const ArmOptions& options);

}  // namespace knox::linux_audit

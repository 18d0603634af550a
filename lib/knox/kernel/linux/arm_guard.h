// The guard of arm.h: its process, and what the two say to each other. Linux only.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "knox/kernel/linux/arm.h"
#include "knox/kernel/linux/arm_keys.h"

namespace knox::kernel {

// What the guard sends, each in one packet. Its owner only asks (kAsk), and the end of its end is the message
// that the rules are to go.
struct GuardReport {
  enum Kind : std::uint32_t {
    kReady,  // nothing has been changed yet; who the guard is
    kArmed,  // and what it sees
    kSeen,   // the answer to kAsk
    kDone    // the rules are gone, or were never there, or there is a mistake
  };
  Kind kind = kDone;
  GuardKey key;
  Sight sight;
  std::string mistake = {};  // a line; empty if all is well
};
inline constexpr char kAsk = '?';
inline constexpr std::size_t kMaxReport = 32 * 1024;
inline constexpr char kGuardName[] = "knox-guard";  // of its process

// What does not fit any more of obstacles and mistake is left out.
std::string report_bytes(const GuardReport& report);
std::optional<GuardReport> parse_report(std::string_view bytes);

// The guard's end of a SOCK_SEQPACKET pair, and a descriptor (pidfd_open(2)) of the process that wants the
// rules, or -1.
struct GuardLines {
  int channel = -1, owner = -1;
};

// Lets go of everything that this process, just forked, has of the one that it was: the terminal, descriptors
// that keep pipes open, ids, limits and whatever else somebody could hold it by. All descriptors but `lines`
// are closed, which get other numbers. An error: it must not become a guard.
std::expected<void, std::string> detach(GuardLines& lines, const ArmOptions& options);

// The guard's whole life; never returns. `owner` is the process that wants the rules.
[[noreturn]] void run_guard(GuardLines lines, pid_t owner, std::span<const RuleData> rules,
                            const ArmOptions& options);

}  // namespace knox::kernel

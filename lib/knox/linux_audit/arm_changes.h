// What the guard of arm.h changes in the kernel. Linux only.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "knox/linux_audit/arm.h"
#include "knox/linux_audit/netlink.h"

namespace knox::linux_audit {

using Outcome = std::expected<void, std::string>;

// What the key of its rules is.
std::string guard_key(pid_t guard);
inline constexpr char kGuardName[] = "knox-guard";  // of its process

// What this process, the guard, does to the kernel, and how it takes that back.
class Changes {
 public:
  Changes(Control control, const ArmOptions& options)
      : control_(std::move(control)), options_(options), key_(guard_key(::getpid())) {}

  Outcome make(std::span<const RuleData> rules, pid_t owner);
  Outcome delete_rules();
  // Sets back what else was changed, unless others are armed. True: all is done.
  bool restore();
  // Returns when the others that were seen last may be gone.
  void wait_for_others() const;

 private:
  struct Raised {
    Setting setting;
    std::uint32_t KernelStatus::*now;
    std::uint32_t before, after;
  };

  RuleData own_rule(RuleData rule) const;
  Outcome raise(Setting setting, std::uint32_t KernelStatus::*now, std::uint32_t to);
  pid_t another_guard();

  Control control_;
  ArmOptions options_;
  std::string key_;
  pid_t owner_ = 0;
  pid_t other_ = 0;
  std::vector<Raised> raised_;
};

}  // namespace knox::linux_audit

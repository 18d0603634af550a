// What the guard of arm.h changes in the kernel. Linux only.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "knox/kernel/linux/arm.h"
#include "knox/kernel/linux/arm_keys.h"
#include "knox/kernel/linux/netlink.h"

namespace knox::kernel {

using Attempt = std::expected<void, std::string>;

// What this process, the guard, does to the kernel, and how it takes that back.
class Changes {
 public:
  // `self` is this process.
  Changes(Control control, const GuardKey& self, const ArmOptions& options)
      : control_(std::move(control)), key_(self), options_(options) {}

  // Without rules it changes nothing.
  Attempt make(std::span<const RuleData> rules, pid_t owner);
  Attempt delete_rules();
  // Sets back what else was changed, unless others are armed. True: all is done.
  bool restore();
  // Returns when the others that were seen last may be gone.
  void wait_for_others() const;

  // With what the settings were before.
  const GuardKey& key() const noexcept { return key_; }
  Result<Sight> look();

 private:
  struct Raised {
    Setting setting;
    std::uint32_t KernelStatus::*now;
    std::uint32_t before, after;
  };

  Attempt add(std::span<const RuleData> rules);
  Attempt raise(Setting setting, std::uint32_t KernelStatus::*now, std::uint32_t to);
  void adopt(const std::vector<GuardKey>& gone);
  std::vector<GuardKey> other_guards();
  std::vector<RuleData> rules_of_others();
  bool others_rely_on_it();

  Control control_;
  GuardKey key_;
  ArmOptions options_;
  pid_t owner_ = 0;
  pid_t other_ = 0;
  bool has_begun_ = false;  // to add rules, of which so many are there
  std::size_t added_ = 0;
  std::vector<Raised> raised_;
  std::vector<RuleData> rules_before_;  // of others
};

}  // namespace knox::kernel

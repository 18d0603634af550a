// Blindness: what keeps the kernel from telling all that it was asked for, as far as its settings, its rules
// and its records say. Nothing here asks the system.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "knox/kernel/linux/netlink.h"
#include "knox/kernel/linux/rules/rule.h"

namespace knox::kernel {

struct Wanted {
  std::string key;        // of the rules that are to be there; empty: whatever rules there are
  std::size_t rules = 0;  // how many have that key
};

// What is in the way now, a line each, the same each time while it is the same:
// - auditing is off;
// - rules are gone;
// - `never` rules of the exit and io_uring list which the kernel looks at before a wanted rule, for calls
// that
//   this is about, too; of the task list, and of the list of file systems;
// - rules of the exclude list about records that events of system calls are made of.
std::vector<std::string> obstacles(const KernelStatus& status, std::span<const RuleData> rules,
                                   const Wanted& wanted);

inline constexpr std::string_view kAuditingIsOff = "auditing is off, so nothing is recorded";

// Whether a record says that somebody changed settings or rules, so that it is time to look; and whether it
// says that auditing was turned off. `payload` is what the kernel sends: "audit(...): op=set ...".
bool is_change(std::uint16_t type) noexcept;
bool turns_auditing_off(std::uint16_t type, std::string_view payload) noexcept;

// What is new.
class ObstacleNews {
 public:
  // All that there are now. Those that there were not at the last time; when they all have gone, that.
  std::vector<std::string> update(std::vector<std::string> now);
  // One, until the next update.
  std::vector<std::string> add(std::string_view obstacle);

 private:
  std::vector<std::string> known_;
};

}  // namespace knox::kernel

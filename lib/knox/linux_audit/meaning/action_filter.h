// ActionFilter: which events of a log cannot be one of some actions, by one of their lines, before they are
// put together and mapped. A record that is more than a part of a call gives its event the action, and may
// come behind the call's (meaning.cpp):
//
//   none of these gives one of the actions    all events with one are skipped, and all calls that give none
//   those of programs do                      calls that give none are skipped, but for those by which a
//                                             program can have sent its record
//   those of the kernel do                    nothing is skipped
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "knox/linux_audit/log/line.h"

namespace knox::linux_audit {

// PAM, login, shadow, sudo, systemd, auditd ...: what sends these is a program, and not the kernel.
bool is_of_program(RecordType type) noexcept;

class ActionFilter {
 public:
  using Wants = std::function<bool(std::string_view word)>;

  // `wants` says of the word of an action, or of called-NAME, whether it is one of those; empty: all are.
  explicit ActionFilter(const Wants& wants);

  // Whether the event that this line is of is none of them.
  bool can_skip(const Line& line) const noexcept;

 private:
  bool skips_ = false;
  std::vector<bool> calls_;  // that may give one, by number
  // Whether records of the kernel and of programs may, that are more than a part of a call.
  bool kernels_ = false, programs_ = false;
};

}  // namespace knox::linux_audit

// Armed: the kernel records what some rules say, for as long as this lives, and is left as it was.
//
// Everything is changed and taken back by another process, the guard, which is started before anything has
// been changed. When its end of a socket says that this process is gone, by disarm(), by exit(3) or by
// SIGKILL, it deletes the rules, which it knows by their key (arm_keys.h), and sets auditing and the backlog
// limit back, if it was the one who changed them. If others are armed at that time, it waits for the last of
// them before it does the latter, so that nobody is cut off. It has its own session, all signals blocked, the
// name knox-guard, and nothing of what the process that it comes from can be held by: limits, priority,
// control group (arm_detach_linux.cpp). Where this program is setuid, the guard is root in all of its ids, so
// that the program's user can neither kill nor stop it. With capabilities alone it stays that user's process.
//
// Only SIGKILL of the guard itself leaves rules behind. Then this process takes them back while it still has
// the rights, otherwise the next one that arms, or `auditon rules clean`, which know them by their key.
//
// Processes that were started before auditing was enabled for the first time since boot are not recorded,
// whatever the rules say: the kernel prepares processes for it when they are made.
//
// Linux only, as its callers are.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "knox/kernel/linux/rules/rule.h"

namespace knox::kernel {

// How many records may wait in the kernel, at least; raised if it is less. The kernel's own 64 are so few
// that processes have to sleep when they make many records.
inline constexpr std::uint32_t kArmedBacklog = 8192;

struct ArmOptions {
  // This program works for a user who has not its rights. Then not more than 16 may be armed at a time: every
  // rule makes all system calls of everybody slower.
  bool elevated = false;
};

// What the guard, which keeps its rights, has found in the kernel.
struct Sight {
  std::uint32_t lost = 0;              // KernelStatus::lost
  std::uint32_t daemon = 0;            // KernelStatus::pid
  std::vector<std::string> obstacles;  // arm_watch.h
};

class Armed {
 public:
  // Adds the rules, which are of the exit or the io_uring list, with a key of their own instead of what they
  // have, and enables auditing. Needs CAP_AUDIT_CONTROL until it returns, and no other thread while it runs,
  // because it forks. On an error nothing has been changed; the text is one line without a newline. Waits for
  // the kernel, up to 30 seconds.
  static std::expected<Armed, std::string> arm(std::span<const RuleData> rules,
                                               const ArmOptions& options = {});
  // Changes nothing: a guard that only looks, for a program that gives up its rights.
  static std::expected<Armed, std::string> watch(const ArmOptions& options = {});
  Armed(Armed&& other) noexcept;
  Armed& operator=(Armed&& other) noexcept;
  ~Armed();  // disarms

  // Returns when the rules are gone, or says which are not. Once; later calls do nothing.
  std::expected<void, std::string> disarm();

  // Asks the guard to look, and takes what it has answered so far. Does not wait. With `has_changed` what it
  // has seen before is of no use any more. True: sight() is new.
  bool look(bool has_changed = false);
  // The newest answer; after disarm() what it saw at the end.
  const Sight& sight() const noexcept;
  // Nobody will take the rules back but disarm(); look() finds out.
  bool guard_is_gone() const noexcept;

  // What the rules have as their key; empty for watch().
  const std::string& key() const noexcept;
  pid_t guard() const noexcept;

 private:
  struct State;
  explicit Armed(std::unique_ptr<State> state) noexcept;
  static std::expected<Armed, std::string> start(std::span<const RuleData> rules, const ArmOptions& options);
  std::unique_ptr<State> state_;
};

}  // namespace knox::kernel

// Armed: the kernel records what some rules say, for as long as this lives, and is left as it was.
//
// Everything is changed and taken back by another process, the guard, which is started before anything has
// been changed. When its end of a socket says that this process is gone, by disarm(), by exit(3) or by
// SIGKILL, it deletes the rules, which it knows by their key "knox-" and its own process id, and sets
// auditing and the backlog limit back, if it was the one who changed them. If others are armed at that time,
// it waits for the last of them before it does the latter, so that nobody is cut off. It has its own session,
// all signals blocked and the name knox-guard; only SIGKILL of the guard itself leaves rules behind, and
// their key tells who has left them: `auditon rules delete -D -k KEY`.
//
// Processes that were started before auditing was enabled for the first time since boot are not recorded,
// whatever the rules say: the kernel prepares processes for it when they are made.
//
// Linux only, as its callers are.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>

#include "knox/linux_audit/rule.h"

namespace knox::linux_audit {

struct ArmOptions {
  // How many records may wait in the kernel, at least; raised if it is less. The kernel's own 64 are so few
  // that processes have to sleep when they make many records.
  std::optional<std::uint32_t> backlog_limit = 8192;
  // Also record what this process and the guard do, which rules of the exit list are kept from otherwise.
  bool own_calls = false;
};

class Armed {
 public:
  // Adds the rules, with a key of their own instead of what they have, and enables auditing. Needs
  // CAP_AUDIT_CONTROL until it returns, and no other thread while it runs, because it forks. On an error
  // nothing has been changed; the text is one line without a newline. Waits for the kernel, up to 30 seconds.
  static std::expected<Armed, std::string> arm(std::span<const RuleData> rules,
                                               const ArmOptions& options = {});
  Armed(Armed&& other) noexcept;
  Armed& operator=(Armed&& other) noexcept;
  ~Armed();  // disarms

  // Returns when the rules are gone, or says which are not. Once; later calls do nothing.
  std::expected<void, std::string> disarm();

  // What the rules have as their key.
  const std::string& key() const noexcept { return key_; }
  pid_t guard() const noexcept { return guard_; }
  // Poll for POLLHUP, which says that the guard is gone: nobody will take the rules back. Otherwise silent.
  int fd() const noexcept { return channel_; }

 private:
  Armed(int channel, pid_t guard);
  int channel_;
  pid_t guard_;
  std::string key_;
};

}  // namespace knox::linux_audit

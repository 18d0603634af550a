// The processes of this host that run already, for whoever wants to know what began before it was looking.
//
// Sources: proc(5) of Linux; sysctl(3) of macOS and FreeBSD, KERN_PROC.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "knox/base/time.h"

namespace knox::os {

struct RunningProcess {
  std::uint32_t pid = 0, ppid = 0;
  std::uint32_t ruid = 0, euid = 0;
  std::string path =
      {};  // of the executed file; a name without directories where that is all that can be had
  std::string args = {};    // with argv[0] first and a NUL after each; empty where they cannot be had
  std::string script = {};  // as an argument names it, where `path` is its interpreter; known on Linux alone
};

struct RunningProcesses {
  std::string host = {};  // gethostname(3)
  Time since = {};        // before the first was looked at
  std::vector<RunningProcess> all = {};
};

// All of them at about the same time, in no order; what begins or ends meanwhile may be missing. Those of
// others may lack their path and arguments. None if the system does not tell.
RunningProcesses running_processes();

// Whether there is a process of that pid, whoever's it is; one that has ended and that nobody waited for yet
// is still there.
bool is_running(std::uint32_t pid) noexcept;

// Has this thread, and those that it begins from now on, run before others, as auditd(8) does, so that
// records are taken in time from a queue of the kernel. Only for root, and not where somebody has chosen
// otherwise.
void raise_priority() noexcept;

// Has timers of this thread, and of those that it begins from now on, end when they should. On Linux whoever
// starts a program may have made them late, by any time, and execve(2) keeps that: where nothing else wakes
// the processor, --seconds 0.5 then takes minutes. Source: PR_SET_TIMERSLACK in prctl(2).
void be_on_time() noexcept;

}  // namespace knox::os

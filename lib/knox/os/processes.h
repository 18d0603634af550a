// The processes of this host that run already, for whoever wants to know what began before it was looking.
//
// Sources: proc(5) of Linux; sysctl(3) of macOS and FreeBSD, KERN_PROC.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace knox::os {

struct RunningProcess {
  std::uint32_t pid = 0, ppid = 0;
  std::uint32_t ruid = 0, euid = 0;
  std::string path =
      {};  // of the executed file; a name without directories where that is all that can be had
  std::string args = {};  // with argv[0] first and a NUL after each; empty where they cannot be had
};

// All of them at about the same time, in no order; what begins or ends meanwhile may be missing. Those of
// others may lack their path and arguments. Empty if the system does not tell.
std::vector<RunningProcess> running_processes();

// Whether there is a process of that pid, whoever's it is; one that has ended and that nobody waited for yet
// is still there.
bool is_running(std::uint32_t pid) noexcept;

}  // namespace knox::os

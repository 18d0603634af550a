#include "knox/os/processes.h"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "knox/base/time_words.h"
#include "knox/os/processes_system.h"

namespace knox::os {

RunningProcesses running_processes() {
  std::array<char, 256> host = {};
  if (::gethostname(host.data(), host.size() - 1) != 0) host = {};
  RunningProcesses running{.host = host.data(), .since = HostClock::read().now};
  running.all = system_processes();
  return running;
}

bool is_running(std::uint32_t pid) noexcept {
  return ::kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM;
}

}  // namespace knox::os

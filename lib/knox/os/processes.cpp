#include "knox/os/processes.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "knox/base/time_words.h"
#include "knox/os/processes_system.h"

namespace knox::os {

RunningProcesses running_processes() {
  std::array<char, 256> host = {};
  if (::gethostname(host.data(), host.size() - 1) != 0) host = {};
  return {.host = host.data(), .since = HostClock::read().now, .all = system_processes()};
}

bool is_running(std::uint32_t pid) noexcept {
  return ::kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM;
}

void raise_priority() noexcept {
  constexpr int kPriority = -10;
  errno = 0;  // -1 is a priority, too
  if (::geteuid() == 0 && ::getpriority(PRIO_PROCESS, 0) == 0 && errno == 0) {
    ::setpriority(PRIO_PROCESS, 0, kPriority);
  }
}

}  // namespace knox::os

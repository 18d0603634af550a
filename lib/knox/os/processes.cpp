#include "knox/os/processes.h"

#include <signal.h>

#include <cerrno>

namespace knox::os {

bool is_running(std::uint32_t pid) noexcept {
  return ::kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM;
}

}  // namespace knox::os

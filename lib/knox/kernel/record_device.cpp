#include "knox/kernel/record_device.h"

#include <poll.h>

#include <array>
#include <cerrno>

namespace knox::kernel {

Ready RecordDevice::wait(const Awaited& awaited) {
  std::array<pollfd, 3> ready = {{{.fd = awaited.wake, .events = POLLIN, .revents = 0},
                                  {.fd = awaited.reader, .events = 0, .revents = 0},
                                  {.fd = awaited.records ? fd() : -1, .events = POLLIN, .revents = 0}}};
  const int count = ::poll(ready.data(), ready.size(), static_cast<int>(awaited.patience.count()));
  if (count < 0) return {.woken = errno != EINTR};
  return {.woken = ready[0].revents != 0, .abandoned = (ready[1].revents & (POLLERR | POLLHUP)) != 0};
}

}  // namespace knox::kernel

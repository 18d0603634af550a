#include "knox/io/sink.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace knox::io {

bool DescriptorSink::write(std::string_view block) {
  while (!block.empty()) {
    const ssize_t n = ::write(fd_, block.data(), block.size());
    if (n >= 0) {
      block.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno == EAGAIN) {  // somebody made the descriptor non-blocking
      pollfd ready = {.fd = fd_, .events = POLLOUT, .revents = 0};
      ::poll(&ready, 1, -1);
    } else if (errno == EPIPE) {
      closed_pipe_ = true;
      return false;
    } else if (errno != EINTR) {
      error_ = errno;
      return false;
    }
  }
  return true;
}

}  // namespace knox::io

#include "knox/io/sink.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace knox::io {

int write_all(int descriptor, std::string_view& rest) noexcept {
  while (!rest.empty()) {
    const ssize_t n = ::write(descriptor, rest.data(), rest.size());
    if (n >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno == EAGAIN) {  // somebody made the descriptor non-blocking
      pollfd ready = {.fd = descriptor, .events = POLLOUT, .revents = 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

bool DescriptorSink::write(std::string_view block, std::size_t) {
  const int failure = write_all(descriptor_, block);
  unwritten_ += block.size();
  closed_pipe_ = failure == EPIPE;
  if (!closed_pipe_) error_ = failure;
  return failure == 0;
}

}  // namespace knox::io

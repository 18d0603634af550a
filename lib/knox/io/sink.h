// Sink: where bytes go. The only type that writes.
#pragma once

#include <string_view>

#include "knox/base/out.h"

namespace knox::io {

// A descriptor that somebody else opened and keeps, e.g. standard output. Writes everything, also when the
// system takes it piece by piece. A closed pipe is an end, not an error: whoever read had enough.
class DescriptorSink final : public Writer {
 public:
  explicit DescriptorSink(int fd) noexcept : fd_(fd) {}
  bool write(std::string_view block) override;

  bool closed_pipe() const noexcept { return closed_pipe_; }
  int error() const noexcept { return error_; }  // errno of the failed write, 0 when there was none

 private:
  int fd_;
  int error_ = 0;
  bool closed_pipe_ = false;
};

}  // namespace knox::io

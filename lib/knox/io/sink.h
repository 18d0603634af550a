// Sink: where bytes go. The only type that writes.
#pragma once

#include <cstdint>
#include <string_view>

#include "knox/base/out.h"

namespace knox::io {

// Writes all of `rest`, also when the system takes it piece by piece or the descriptor is non-blocking, and
// leaves in it what could not be written. Returns 0 or the errno.
int write_all(int descriptor, std::string_view& rest) noexcept;

// What is behind a tool's Out. A closed pipe is an end, not an error: whoever read had enough.
class Sink : public Writer {
 public:
  // Nothing more comes. Some errors are known only now.
  virtual void finish() = 0;

  bool closed_pipe() const noexcept { return closed_pipe_; }
  int error() const noexcept { return error_; }  // errno of what failed, 0 when nothing did
  // How many of the bytes that write() was given were not written, or were taken back.
  std::uint64_t unwritten() const noexcept { return unwritten_; }

 protected:
  bool closed_pipe_ = false;
  int error_ = 0;
  std::uint64_t unwritten_ = 0;
};

// A descriptor that somebody else opened and keeps, e.g. standard output.
class DescriptorSink final : public Sink {
 public:
  explicit DescriptorSink(int descriptor) noexcept : descriptor_(descriptor) {}
  bool write(std::string_view block, std::size_t whole) override;
  void finish() override {}

 private:
  int descriptor_;
};

}  // namespace knox::io

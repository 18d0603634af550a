// A plain file that a tool's output is appended to, for --output.
#pragma once

#include <fcntl.h>

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "knox/io/descriptor.h"
#include "knox/io/sink.h"

namespace knox::io {

// What cannot be written, e.g. because the disk is full, is cut off behind the last record that is known to
// be whole, so that who appends to the file next does not go on in the middle of one. That is not done to a
// file that somebody else writes to as well.
class OutputFile final : public Sink {
 public:
  // Opens or makes the file. A new one can be read by its owner only. The path is followed, but for a
  // symbolic link at its end; a device without an end, such as /dev/null, is as good as a plain file. The
  // error is one line, "Is a directory".
  // A relative path begins at the directory.
  static std::expected<OutputFile, std::string> open(const std::string& path, int directory = AT_FDCWD);

  bool write(std::string_view block, std::size_t whole) override;
  void finish() override;  // closes it

  int descriptor() const noexcept { return descriptor_.get(); }
  // Whether somebody has cut it since this was asked last; what comes goes on behind what is left.
  bool was_cut() noexcept;

 private:
  explicit OutputFile(Descriptor descriptor, std::uint64_t size) noexcept
      : descriptor_(std::move(descriptor)), size_(size), whole_(size) {}
  void cut_back();

  Descriptor descriptor_;
  std::uint64_t size_;   // of the file, in bytes, if nobody else writes to it
  std::uint64_t whole_;  // up to here it is known to be whole records
};

}  // namespace knox::io

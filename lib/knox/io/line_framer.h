// Finds the lines of a text whose records are a line each. A line ends with LF, which belongs to it; blank
// lines are lines, and the last one need not end. Logs of Linux Audit have a framer of their own: their lines
// have more rules.
#pragma once

#include <string_view>

#include "knox/io/framer.h"

namespace knox::io {

class LineFramer final : public Framer {
 public:
  // A line longer than `longest` bytes is skipped, whatever its length, without being kept in memory.
  // `is_whole`: whether a last line that does not end is all there, or was cut; without it, it is.
  using IsWhole = bool (*)(std::string_view line);
  explicit LineFramer(std::size_t longest, IsWhole is_whole = nullptr) noexcept
      : longest_(longest), is_whole_(is_whole) {}

  Step next(Bytes unread, bool final) override;
  std::size_t max_frame() const override { return longest_; }
  std::uint64_t line() const override { return line_; }

 private:
  std::size_t longest_;
  IsWhole is_whole_;
  std::uint64_t line_ = 0, ends_ = 0;  // of the last step; of lines so far
  std::size_t searched_ = 0;           // so many bytes of what was shown before hold no end of a line
  bool skipping_ = false;              // the line is too long, and its end has not been seen
};

}  // namespace knox::io

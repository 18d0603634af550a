// LineFinder: finds the lines in a buffer that can be wanted, without looking at the others.
#pragma once

#include <cstddef>
#include <string_view>

namespace knox::ulog {

class LineFinder {
 public:
  virtual ~LineFinder() = default;

  // The first line of `lines`, all of which are whole, that can be wanted: its first byte, and its size with
  // the line feed. Size 0: there is none.
  struct Line {
    std::size_t begin = 0, size = 0;
  };
  virtual Line find(std::string_view lines) = 0;
  // The same again, of the same lines without the first `size` bytes, which are whole lines.
  virtual Line find_behind(std::string_view lines, std::size_t /*size*/) { return find(lines); }
};

}  // namespace knox::ulog

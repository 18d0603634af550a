// A lifetime as a bar on a time axis, one line of a terminal:
//
//     ╺━━━━━╸      from its beginning to its end, to half a column
//   ┄┄┄━━━━╸       it began before, or nobody told
//     ╺━━━━━┄┄┄┄   nobody told of its end
#pragma once

#include <cstddef>
#include <string>

namespace knox::tree {

struct Span {
  double begin = 0, end = 1;  // of the axis
  bool open_begin = false, open_end = false;
};

// Without spaces at its end.
std::string bar(std::size_t columns, bool ascii, const Span& span);

}  // namespace knox::tree

// Numbers and texts with the flags, width and precision of a specification, as printf(3) prints them.
#pragma once

#include <cstdint>
#include <string>

#include "knox/tracev3/message/format.h"

namespace knox::tracev3 {

// A specification's width and precision, also where they came from arguments. Specification::kNone: none.
struct Layout {
  int width = Specification::kNone;
  int precision = Specification::kNone;
  bool minus = false;  // to the left: the flag, or a negative width
};

// `value` is extended from its own size; it is cut to the size of the specification's integer class.
// d i: signed; u o x X: not; p: a pointer.
void append_integer(const Specification& specification, const Layout& layout, std::uint64_t value,
                    std::string& text);
// a A e E f F g G.
void append_float(const Specification& specification, const Layout& layout, double value, std::string& text);
// In its field: the precision is the caller's.
void append_field(const Layout& layout, std::string_view value, std::string& text);

}  // namespace knox::tracev3

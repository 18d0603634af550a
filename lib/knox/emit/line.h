// A string as a part of one line of text for people: bytes that could break the line or the terminal, and
// bytes that are not UTF-8, become \xNN; a backslash is doubled, so that the exact bytes can be had back.
#pragma once

#include <string_view>

#include "knox/base/out.h"

namespace knox::emit {

// Any length; no quotes around it.
void line_text(Out& out, std::string_view bytes);
inline void line_text(Pen& pen, std::string_view bytes) {
  line_text(pen.leave(), bytes);
  pen.enter();
}

// The first character of `rest` (not empty), taken off it; the caller has made room for 16 bytes.
void put_line_char(Pen& pen, std::string_view& rest);

}  // namespace knox::emit

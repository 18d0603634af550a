// JSON strings (RFC 8259) from bytes that somebody else chose. What cannot be shown is escaped: quotes,
// backslashes, controls, and every character that could break a line or a terminal (is_unsafe_char). A byte
// that is no part of valid UTF-8 becomes U+FFFD; the caller learns of it and gives the exact bytes under
// "raw_bytes" (knox-json(5)).
#pragma once

#include <string_view>

#include "knox/base/out.h"

namespace knox::emit {

// Writes `bytes` with quotes around them. False when something was replaced by U+FFFD.
bool json_string(Out& out, std::string_view bytes);
inline bool json_string(Pen& pen, std::string_view bytes) {
  const bool valid = json_string(pen.leave(), bytes);
  pen.enter();
  return valid;
}

}  // namespace knox::emit

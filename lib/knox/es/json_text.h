// What the parser of JSON leaves to its caller: strings and times.
#pragma once

#include <string_view>

#include "knox/base/time.h"

namespace knox::es {

// Writes a string of JSON without its escapes to `to`, from the byte behind its first quote on; its last
// quote is there with 64 bytes behind it that can be read, and the string is UTF-8. What is written is never
// longer than what was read, but 16 bytes behind it may be changed, too. It has no NUL in it: that, and one
// half of a surrogate pair, becomes U+FFFD, the replacement character. An escape that is none stands as it
// is.
struct Unescaped {
  const char* from;  // the last quote
  char* to;          // the end of what was written
};
Unescaped unescape(const char* from, char* to) noexcept;

// Reads "2025-08-07T13:21:35.880814738Z" with its quotes, and any number of digits up to nine. What is
// another thing leaves both as they are.
void read_time(std::string_view token, Time& time, int& digits) noexcept;

}  // namespace knox::es

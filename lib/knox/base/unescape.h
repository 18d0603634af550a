// Strings of JSON without their escapes: what a parser on demand leaves to its caller.
#pragma once

namespace knox {

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

}  // namespace knox

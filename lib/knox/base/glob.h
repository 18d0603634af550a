// Shell patterns over bytes. They are matched against whole paths and names, so * crosses slashes: '/etc/*'
// is everything below /etc, however deep.
//
//   *       any bytes, also none; ** is the same
//   ?       any one byte
//   [a-z]   one byte of a set; [!a-z] or [^a-z] one byte that is not; a ] that comes first is a member
//   \x      x itself, in a set as well
//
// A [ without its ] stands for itself, and so does a backslash at the end.
#pragma once

#include <string_view>

namespace knox {

// Whether all of `text` is what `pattern` describes. At worst the time is proportional to the product of
// their lengths, whatever the pattern.
bool glob_matches(std::string_view pattern, std::string_view text) noexcept;

}  // namespace knox

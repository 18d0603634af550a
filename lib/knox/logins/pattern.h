// Pattern: a text with holes, as tables/texts.def has them. At most one hole takes any bytes; what is left of
// it is read from the left, and what is right of it from the right, where every hole is a word without
// blanks.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace knox::logins {

enum class Hole : std::uint8_t {
  kAny,   // {*}, of no interest
  kWord,  // {word}, of no interest
  kUser,
  kName,  // a user whose name is a word
  kTarget,
  kAddress,
  kPort,
  kMethod,
  kKey,
  kTerminal,
  kGroup,
  kUid,
  kGid
};
inline constexpr std::size_t kHoles = 13;

// What was in the holes; without data: there is none of that kind.
using Found = std::array<std::string_view, kHoles>;
inline std::string_view in(const Found& found, Hole hole) {
  return found[static_cast<std::size_t>(hole)];
}

// Whether all of `text` is what `pattern` describes. Views are into the text.
bool match(std::string_view pattern, std::string_view text, Found& found);

}  // namespace knox::logins

// Pattern: a text with holes, as tables/texts.def has them. At most one hole takes any bytes; what is left of
// it is read from the left, and what is right of it from the right, where every hole is a word without
// blanks.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

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
  kGid,
  kBy,   // who did it, a word
  kText  // any bytes, which are in the record
};
inline constexpr std::size_t kHoles = 15;

// What was in the holes; without data: there is none of that kind.
using Found = std::array<std::string_view, kHoles>;
inline std::string_view in(const Found& found, Hole hole) {
  return found[static_cast<std::size_t>(hole)];
}

// Taken apart once, for many texts.
class Pattern {
 public:
  // `text` outlives it.
  explicit Pattern(std::string_view text);

  // Whether all of `text` is what this describes. Views are into the text; without a match nothing is to be
  // said of them.
  bool matches(std::string_view text, Found& found) const;

 private:
  struct Part {  // a hole, and what is left of it
    std::string_view literal;
    Hole hole;
  };
  bool match_right(std::string_view text, Hole all, Found& found) const;

  std::vector<Part> left_;   // up to the hole that takes all
  std::vector<Part> right_;  // behind it, the last one first: what is right of the hole
  std::string_view end_;     // behind the last hole of left_, or behind the hole that takes all
  std::optional<Hole> all_;
};

}  // namespace knox::logins

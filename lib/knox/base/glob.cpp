#include "knox/base/glob.h"

#include <cstddef>
#include <cstdint>

namespace knox {
namespace {

// What the set at the front of a pattern, which begins with [, says to a byte.
struct SetMatch {
  std::size_t size;  // of the whole set; 0: there is no set here
  bool matches;
};

SetMatch match_set(std::string_view pattern, std::uint8_t byte) noexcept {
  std::size_t at = 1;
  const bool negated = at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^');
  if (negated) ++at;
  const auto take_member = [&] {
    if (pattern[at] == '\\' && at + 1 < pattern.size()) ++at;
    return static_cast<std::uint8_t>(pattern[at++]);
  };
  bool member = false;
  for (const std::size_t first = at; at < pattern.size();) {
    if (pattern[at] == ']' && at != first) return {at + 1, member != negated};
    const std::uint8_t low = take_member();
    const bool range = at + 1 < pattern.size() && pattern[at] == '-' && pattern[at + 1] != ']';
    if (range) ++at;
    const std::uint8_t high = range ? take_member() : low;
    member |= low <= byte && byte <= high;
  }
  return {0, false};
}

// The size of the pattern's first item, which is not a *, when it matches `c`; otherwise 0.
std::size_t match_item(std::string_view pattern, char c) noexcept {
  if (pattern.empty()) return 0;
  switch (pattern[0]) {
    case '?': return 1;
    case '\\':
      if (pattern.size() > 1) return pattern[1] == c ? 2 : 0;
      break;
    case '[': {
      const SetMatch set = match_set(pattern, static_cast<std::uint8_t>(c));
      if (set.size != 0) return set.matches ? set.size : 0;
      break;
    }
    default: break;
  }
  return pattern[0] == c ? 1 : 0;
}

}  // namespace

// Only the last * has to be tried again: an earlier one that took more would only shorten what the last one
// can choose from.
bool glob_matches(std::string_view pattern, std::string_view text) noexcept {
  constexpr std::size_t kNone = std::string_view::npos;
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t after_star = kNone;  // in the pattern
  std::size_t star_end = 0;        // in the text: the star has taken what is before
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      after_star = ++p;
      star_end = t;
      if (p == pattern.size()) return true;
    } else if (const std::size_t size = match_item(pattern.substr(p), text[t]); size != 0) {
      p += size;
      ++t;
    } else if (after_star != kNone) {
      p = after_star;
      t = ++star_end;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace knox

#include "knox/kernel/settings.h"

#include <algorithm>

namespace knox::kernel {

std::size_t length_of(const Word& word) {
  return word.name.find(' ') == std::string_view::npos ? 1 : 2;
}

std::optional<std::size_t> Settings::find(Arguments typed) const {
  const auto matches = [&](const Word& word) {
    const std::size_t space = word.name.find(' ');
    if (typed.empty() || typed[0] != word.name.substr(0, space)) return false;
    return space == std::string_view::npos || (typed.size() > 1 && typed[1] == word.name.substr(space + 1));
  };
  const std::span<const Word> known = words();
  const auto found = std::ranges::find_if(known, matches);
  if (found == known.end()) return std::nullopt;
  return static_cast<std::size_t>(found - known.begin());
}

}  // namespace knox::kernel

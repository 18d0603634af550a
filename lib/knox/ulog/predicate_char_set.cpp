#include <algorithm>

#include "knox/ulog/predicate_fold.h"
#include "knox/ulog/predicate_program.h"

namespace knox::ulog {

void CharSet::sort() {
  std::ranges::sort(ranges_);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> joined;
  for (const auto& [first, last] : ranges_) {
    if (!joined.empty() && first <= joined.back().second + 1) {
      joined.back().second = std::max(joined.back().second, last);
    } else {
      joined.emplace_back(first, last);
    }
  }
  ranges_ = std::move(joined);
}

void CharSet::negate() {
  sort();
  std::vector<std::pair<std::uint32_t, std::uint32_t>> others;
  std::uint32_t next = 0;
  for (const auto& [first, last] : ranges_) {
    if (first > next) others.emplace_back(next, first - 1);
    next = last + 1;
  }
  if (next <= kLastChar) others.emplace_back(next, kLastChar);
  ranges_ = std::move(others);
}

bool CharSet::has(std::uint32_t c) const noexcept {
  const auto behind = std::ranges::upper_bound(ranges_, c, {}, [](const auto& range) { return range.first; });
  return behind != ranges_.begin() && c <= std::prev(behind)->second;
}

// Twice: U+212A, the Kelvin sign, and K are folded to k, so one brings the other.
void CharSet::add_other_cases() {
  for (int round = 0; round < 2; ++round) {
    sort();
    const CharSet before = *this;
    const auto add_pair = [&](std::uint32_t c, std::uint32_t folded) {
      if (before.has(c)) add(folded, folded);
      if (before.has(folded)) add(c, c);
    };
    for (std::uint32_t c = 'A'; c <= 'Z'; ++c) add_pair(c, c + ('a' - 'A'));
    for (const auto& [c, folded] : case_pairs()) add_pair(c, folded);
  }
  sort();
}

}  // namespace knox::ulog

#include <algorithm>
#include <map>

#include "knox/ulog/predicate_fold.h"
#include "knox/ulog/predicate_program.h"

namespace knox::ulog {

namespace {

// Characters, and each other one that folds to the same: K and k, K and U+212A, the Kelvin sign. In order.
const std::vector<std::pair<std::uint32_t, std::uint32_t>>& other_cases() {
  static const auto made = [] {
    std::map<std::uint32_t, std::vector<std::uint32_t>> groups;  // by what they fold to
    for (std::uint32_t c = 'A'; c <= 'Z'; ++c) groups[c + ('a' - 'A')].push_back(c);
    for (const auto& [c, folded] : case_pairs()) groups[folded].push_back(c);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    for (auto& [folded, group] : groups) {
      group.push_back(folded);
      for (const std::uint32_t c : group) {
        for (const std::uint32_t other : group) {
          if (c != other) pairs.emplace_back(c, other);
        }
      }
    }
    std::ranges::sort(pairs);
    return pairs;
  }();
  return made;
}

}  // namespace

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

void CharSet::add_other_cases() {
  const CharSet before = *this;
  for (const auto& [first, last] : before.ranges_) {
    auto other = std::ranges::lower_bound(other_cases(), std::pair(first, std::uint32_t{0}));
    for (; other != other_cases().end() && other->first <= last; ++other) add(other->second, other->second);
  }
  sort();
}

}  // namespace knox::ulog

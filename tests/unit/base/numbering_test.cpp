#include "knox/base/numbering.h"

#include <vector>

#include "unit/catch.h"

namespace knox {

namespace {

using Gap = Numbering::Gap;

// Number and second of each record.
std::vector<Gap> gaps(const std::vector<std::pair<std::uint64_t, std::uint64_t>>& records) {
  std::vector<Gap> all;
  const Numbering::Emit emit = [&](const Gap& gap) { all.push_back(gap); };
  Numbering numbers;
  for (const auto& [number, second] : records) numbers.take(number, {second, 0}, emit);
  numbers.flush(emit);
  return all;
}

Gap gap(std::uint64_t first, std::uint64_t last, std::uint64_t from, std::uint64_t to) {
  return {first, last, {from, 0}, {to, 0}};
}

}  // namespace

TEST_CASE("numbering: what follows has no gap, and what does not has one") {
  CHECK(gaps({}).empty());
  CHECK(gaps({{7, 1}}).empty());
  CHECK(gaps({{7, 1}, {7, 1}, {8, 1}, {9, 5}}).empty());
  CHECK(gaps({{7, 1}, {9, 5}}) == std::vector{gap(8, 8, 1, 5)});
  CHECK(gaps({{7, 1}, {10, 5}, {11, 5}, {20, 9}}) == std::vector{gap(8, 9, 1, 5), gap(12, 19, 5, 9)});
}

TEST_CASE("numbering: a record that is late fills its gap, and splits it") {
  CHECK(gaps({{7, 10}, {9, 10}, {8, 10}, {10, 11}}).empty());
  CHECK(gaps({{7, 10}, {12, 10}, {9, 10}}) == std::vector{gap(8, 8, 10, 10), gap(10, 11, 10, 10)});
  CHECK(gaps({{7, 10}, {12, 10}, {8, 10}}) == std::vector{gap(9, 11, 10, 10)});
  CHECK(gaps({{7, 10}, {12, 10}, {11, 12}}) == std::vector{gap(8, 10, 10, 10)});
}

TEST_CASE("numbering: a gap is emitted when its records would be too late") {
  std::size_t emitted = 0;
  const Numbering::Emit emit = [&](const Gap&) { ++emitted; };
  Numbering numbers;
  numbers.take(1, {10, 0}, emit);
  numbers.take(3, {10, 0}, emit);
  numbers.take(4, {12, 0}, emit);
  CHECK(emitted == 0);
  numbers.take(5, {13, 0}, emit);
  CHECK(emitted == 1);
  numbers.flush(emit);
  CHECK(emitted == 1);
}

TEST_CASE("numbering: where numbers and times do not rise together, nothing is missing between") {
  CHECK(gaps({{500, 10}, {1, 60}, {2, 60}}).empty());       // a boot
  CHECK(gaps({{500, 100}, {900, 10}, {901, 10}}).empty());  // a log of another one
  CHECK(gaps({{500, 100}, {3, 10}, {4, 10}}).empty());      // an older log of this one
  CHECK(gaps({{500, 10}, {502, 11}, {1, 60}, {3, 60}}) ==
        std::vector{gap(501, 501, 10, 11), gap(2, 2, 60, 60)});
}

TEST_CASE("numbering: the largest numbers, and no more gaps than fit") {
  CHECK(gaps({{UINT64_MAX - 2, 1}, {UINT64_MAX, 1}}) ==
        std::vector{gap(UINT64_MAX - 1, UINT64_MAX - 1, 1, 1)});
  CHECK(gaps({{1, 1}, {UINT64_MAX, 1}}).front().size() == UINT64_MAX - 2);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> many;
  for (std::uint64_t i = 0; i < 3 * Numbering::kMostOpen; ++i) many.emplace_back(2 * i, 1);
  CHECK(gaps(many).size() == 3 * Numbering::kMostOpen - 1);
}

}  // namespace knox

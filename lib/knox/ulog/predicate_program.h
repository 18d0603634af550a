// What a regular expression is compiled to, for the automaton that runs it. Private to
// predicate_expression*.cpp.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "knox/ulog/predicate_expression.h"

namespace knox::ulog {

inline constexpr std::uint32_t kLastChar = 0x10ffff;

// Characters, as ranges from first to last.
class CharSet {
 public:
  CharSet() = default;
  CharSet(std::initializer_list<std::pair<std::uint32_t, std::uint32_t>> ranges) : ranges_(ranges) {}

  void add(std::uint32_t first, std::uint32_t last) { ranges_.emplace_back(first, last); }
  void add(const CharSet& other) {
    ranges_.insert(ranges_.end(), other.ranges_.begin(), other.ranges_.end());
  }
  void negate();
  void add_other_cases();
  void sort();  // and joins what touches

  bool has(std::uint32_t c) const noexcept;  // of a sorted one
  const auto& ranges() const noexcept { return ranges_; }
  bool operator==(const CharSet&) const = default;

 private:
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges_;
};

enum class Edge : std::uint8_t { kBegin, kBeginOfLine, kEnd, kEndOfLine, kWord, kNoWord };

struct Instruction {
  enum class What : std::uint8_t { kChars, kSplit, kEdge, kMatch };
  What what = What::kMatch;
  Edge edge = Edge::kBegin;
  std::uint32_t set = 0;       // kChars; the next instruction follows
  std::uint32_t a = 0, b = 0;  // kSplit: goes on at both; they may be the same
};

struct Program {
  std::vector<Instruction> code = {};
  std::vector<CharSet> sets = {};  // sorted
  std::vector<std::string> literals = {};
  bool has_edges = false;
  bool is_icus = true;
};

std::expected<Program, Expression::Mistake> compile_expression(std::string_view pattern,
                                                               Expression::Options options);

}  // namespace knox::ulog

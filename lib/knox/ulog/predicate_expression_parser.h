// A regular expression as a tree of parts, as it is parsed. Private to predicate_expression*.cpp.
#pragma once

#include <cstdint>
#include <expected>
#include <string_view>
#include <vector>

#include "knox/ulog/predicate_program.h"

namespace knox::ulog {

inline constexpr std::uint32_t kNoLimit = ~0U;  // of a count

struct ExpressionPart {
  enum class What : std::uint8_t { kChars, kEdge, kAll, kOne, kRepeat };
  What what = What::kAll;
  Edge edge = Edge::kBegin;
  std::uint32_t set = 0;
  std::uint32_t least = 0, most = 0;       // kRepeat
  std::vector<std::uint32_t> inside = {};  // kAll: one after the other; kOne: one of them; kRepeat: the one
};

struct ParsedExpression {
  std::vector<ExpressionPart> parts = {};
  std::uint32_t whole = 0;  // the part that has all others
  std::vector<CharSet> sets = {};
  bool is_icus = true;
};

std::expected<ParsedExpression, Expression::Mistake> parse_expression(std::string_view pattern,
                                                                      Expression::Options options);

}  // namespace knox::ulog

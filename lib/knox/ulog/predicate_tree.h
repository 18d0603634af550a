// What a predicate's text becomes: nodes in the order of the text, each before what is in it, and beside them
// the comparisons. Private to predicate*.cpp and rules.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "knox/base/period.h"
#include "knox/ulog/predicate.h"
#include "knox/ulog/predicate_expression.h"
#include "knox/ulog/predicate_fields.h"
#include "knox/ulog/predicate_fold.h"
#include "knox/ulog/predicate_like.h"

namespace knox::ulog {

enum class Operator : std::uint8_t {
  kEqual,
  kNotEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kBetween,
  kIn,
  kContains,
  kBeginsWith,
  kEndsWith,
  kLike,
  kMatches
};
// As predicates have it: "==", "BEGINSWITH".
std::string_view text_of(Operator op) noexcept;

struct Value {
  bool is_nil = false;
  std::string text = {};    // of a text: as it was written
  std::string folded = {};  // and as it is compared
  Whole number = {};        // also of an enumeration
  Period period = {};       // of a date; without an end where it is a moment
};

struct Comparison {
  const Field* field = nullptr;
  Operator op = Operator::kEqual;
  Folding folding = {};
  const Field* other = nullptr;    // where the right side is a field
  std::vector<Value> values = {};  // one; two of BETWEEN; any number of IN
  std::shared_ptr<const Like> like = {};
  std::shared_ptr<const Expression> expression = {};
  bool is_found_anywhere = false;  // in shorthand; otherwise an expression is all of the text
};

struct Node {
  enum class What : std::uint8_t { kAnd, kOr, kNot, kTrue, kFalse, kCompare, kNamed };
  What what = What::kTrue;
  std::uint32_t end = 0;    // of its nodes: the index of the next one that is not in it
  std::uint32_t index = 0;  // of the comparison, or the name
};

struct Tree {
  std::vector<Node> nodes = {};  // the first is the whole; there is one at least
  std::vector<Comparison> comparisons = {};
  std::vector<std::string> names = {};
  std::vector<std::vector<std::string>> needles = {};

  bool matches(const Record& record) const { return matches(record, 0); }
  Verdict judge(const Record& record, const FieldSet& known) const { return judge(record, known, 0); }

 private:
  bool matches(const Record& record, std::uint32_t at) const;
  Verdict judge(const Record& record, const FieldSet& known, std::uint32_t at) const;
  bool holds_of(const Record& record, const Comparison& comparison) const;

  mutable std::string left_ = {}, right_ = {};  // folded texts
};

// predicate_needles.cpp
std::vector<std::vector<std::string>> find_needles(const Tree& tree);
// predicate_print.cpp
std::string explain(const Tree& tree);
std::string for_log(const Tree& tree);

// Calls take(index) for the nodes directly in one.
template <class Take>
void for_children(const Tree& tree, std::uint32_t at, Take take) {
  for (std::uint32_t child = at + 1; child < tree.nodes[at].end; child = tree.nodes[child].end) take(child);
}

}  // namespace knox::ulog

// Whether an entry is what a predicate asks for.
//
// What an entry does not have is nil, as in NSPredicate: it is == nil, it is != everything else, and no other
// comparison holds of it. No text contains, begins or ends with an empty one.
#include <algorithm>

#include "knox/base/find_text.h"
#include "knox/ulog/predicate_tree.h"

namespace knox::ulog {

namespace {

template <class T>
bool holds_order(Operator op, const T& left, const T& right) noexcept {
  switch (op) {
    case Operator::kEqual: return left == right;
    case Operator::kLess: return left < right;
    case Operator::kLessOrEqual: return left <= right;
    case Operator::kGreater: return left > right;
    case Operator::kGreaterOrEqual: return left >= right;
    default: return false;
  }
}

// A time that is written as a day is all of it.
bool holds_time(Operator op, const Time& left, const Period& right) noexcept {
  switch (op) {
    case Operator::kEqual: return right.has(left);
    case Operator::kLess: return left < right.from;
    case Operator::kLessOrEqual: return left <= right.to;
    case Operator::kGreater: return left > right.to;
    case Operator::kGreaterOrEqual: return left >= right.from;
    default: return false;
  }
}

bool holds_text(Operator op, std::string_view left, std::string_view right) noexcept {
  switch (op) {
    case Operator::kContains: return !right.empty() && find_text(left, right) != left.npos;
    case Operator::kBeginsWith: return !right.empty() && left.starts_with(right);
    case Operator::kEndsWith: return !right.empty() && left.ends_with(right);
    default: return holds_order(op, left, right);
  }
}

// The text of a name that is empty is none.
Operand get(const Field& field, const Record& record) {
  Operand operand = field.get(record);
  if (field.kind == Kind::kName && operand.text.empty()) operand.is_there = false;
  return operand;
}

bool is_nil(const Field& field, const Value& value) noexcept {
  return value.is_nil || (field.kind == Kind::kName && value.text.empty());
}

bool holds_value(const Comparison& comparison, Operator op, const Operand& left, const Value& right) {
  const Field& field = *comparison.field;
  if (op == Operator::kEqual && is_nil(field, right)) return !left.is_there;
  if (!left.is_there) return false;
  if (is_text(field.kind)) return holds_text(op, left.text, right.folded);
  if (field.kind == Kind::kDate) return holds_time(op, left.time, right.period);
  return holds_order(op, left.number, right.number);
}

bool holds_field(Kind kind, Operator op, const Operand& left, const Operand& right) {
  if (op == Operator::kEqual && !left.is_there && !right.is_there) return true;
  if (!left.is_there || !right.is_there) return false;
  if (is_text(kind)) return holds_text(op, left.text, right.text);
  if (kind == Kind::kDate) return holds_order(op, left.time, right.time);
  return holds_order(op, left.number, right.number);
}

bool holds_list(const Comparison& comparison, const Operand& left) {
  const auto is = [&](const Value& value) { return holds_value(comparison, Operator::kEqual, left, value); };
  if (comparison.op == Operator::kIn) return std::ranges::any_of(comparison.values, is);
  return holds_value(comparison, Operator::kGreaterOrEqual, left, comparison.values[0]) &&
         holds_value(comparison, Operator::kLessOrEqual, left, comparison.values[1]);
}

// `left` is folded; it has the comparison's values to itself.
bool holds(const Comparison& comparison, const Operand& left) {
  switch (comparison.op) {
    case Operator::kLike: return left.is_there && comparison.like->matches(left.text);
    case Operator::kMatches: return left.is_there && comparison.expression->matches(left.text);
    case Operator::kIn:
    case Operator::kBetween: return holds_list(comparison, left);
    case Operator::kNotEqual: return !holds_value(comparison, Operator::kEqual, left, comparison.values[0]);
    default: return holds_value(comparison, comparison.op, left, comparison.values[0]);
  }
}

}  // namespace

bool Tree::holds_of(const Record& record, const Comparison& comparison) const {
  Folding folding = comparison.folding;
  if (comparison.op == Operator::kMatches) folding.case_folded = false;  // the expression does it
  Operand left = get(*comparison.field, record);
  left.text = fold(left.text, folding, left_);
  if (comparison.other == nullptr) return holds(comparison, left);
  Operand right = get(*comparison.other, record);
  right.text = fold(right.text, folding, right_);
  const Kind kind = comparison.field->kind;
  if (comparison.op == Operator::kNotEqual) return !holds_field(kind, Operator::kEqual, left, right);
  return holds_field(kind, comparison.op, left, right);
}

bool Tree::matches(const Record& record, std::uint32_t at) const {
  const Node& node = nodes[at];
  switch (node.what) {
    case Node::What::kTrue: return true;
    case Node::What::kFalse: return false;
    case Node::What::kNot: return !matches(record, at + 1);
    case Node::What::kNamed: return matches(record, at + 1);
    case Node::What::kCompare: return holds_of(record, comparisons[node.index]);
    case Node::What::kAnd:
      for (std::uint32_t child = at + 1; child < node.end; child = nodes[child].end) {
        if (!matches(record, child)) return false;
      }
      return true;
    case Node::What::kOr:
      for (std::uint32_t child = at + 1; child < node.end; child = nodes[child].end) {
        if (matches(record, child)) return true;
      }
      return false;
  }
  return false;
}

Verdict Tree::judge(const Record& record, const FieldSet& known, std::uint32_t at) const {
  const Node& node = nodes[at];
  switch (node.what) {
    case Node::What::kTrue: return Verdict::kYes;
    case Node::What::kFalse: return Verdict::kNo;
    case Node::What::kNot: return !judge(record, known, at + 1);
    case Node::What::kNamed: return judge(record, known, at + 1);
    case Node::What::kCompare: {
      const Comparison& comparison = comparisons[node.index];
      const bool is_known =
          known.has(*comparison.field) && (comparison.other == nullptr || known.has(*comparison.other));
      if (!is_known) return Verdict::kMaybe;
      return holds_of(record, comparison) ? Verdict::kYes : Verdict::kNo;
    }
    case Node::What::kAnd: {
      Verdict all = Verdict::kYes;
      for (std::uint32_t child = at + 1; child < node.end && all != Verdict::kNo; child = nodes[child].end)
        all = std::min(all, judge(record, known, child));
      return all;
    }
    case Node::What::kOr: {
      Verdict any = Verdict::kNo;
      for (std::uint32_t child = at + 1; child < node.end && any != Verdict::kYes; child = nodes[child].end)
        any = std::max(any, judge(record, known, child));
      return any;
    }
  }
  return Verdict::kMaybe;
}

}  // namespace knox::ulog

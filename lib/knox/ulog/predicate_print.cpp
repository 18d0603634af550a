// A predicate as text again: as a tree for people, and in the long form for log(1).
#include <optional>

#include "knox/base/out.h"
#include "knox/ulog/predicate_parser.h"

namespace knox::ulog {

namespace {

std::string text_of(const Time& time) {
  std::string text;
  StringWriter writer(text);
  Out out(writer);
  UtcFormat format;
  {
    Pen pen(out);
    pen.room(48);
    format.put(pen, time, time.nanoseconds == 0 ? 0 : 9);
  }
  out.flush();
  return text;
}

std::string text_of(const Period& period) {
  if (period.from == period.to) return text_of(period.from);
  return text_of(period.from) + " to " + text_of(period.to);
}

std::string text_of(const Value& value, Kind kind) {
  if (value.is_nil) return "nil";
  if (is_text(kind)) return quote(value.text);
  if (is_enumeration(kind)) return value.text;
  if (kind == Kind::kDate) return text_of(value.period);
  return (value.number.is_negative ? "-" : "") + std::to_string(value.number.magnitude);
}

std::string text_of(const Folding& folding) {
  if (folding.is_none()) return {};
  return std::string("[") + (folding.case_folded ? "c" : "") + (folding.marks_left_out ? "d" : "") + "]";
}

std::string text_of(const Comparison& comparison, std::string_view left, std::string_view right) {
  std::string text(left);
  text.append(" ").append(ulog::text_of(comparison.op)).append(text_of(comparison.folding)).append(" ");
  if (comparison.other != nullptr) return text.append(right);
  const Kind kind = comparison.field->kind;
  if (comparison.op != Operator::kIn && comparison.op != Operator::kBetween) {
    return text + text_of(comparison.values.front(), kind);
  }
  text += '{';
  for (std::size_t i = 0; i < comparison.values.size(); ++i) {
    text.append(i == 0 ? "" : ", ").append(text_of(comparison.values[i], kind));
  }
  return text += '}';
}

void explain(const Tree& tree, std::uint32_t at, std::size_t depth, std::string& text) {
  const Node& node = tree.nodes[at];
  text.append(2 * depth, ' ');
  switch (node.what) {
    case Node::What::kAnd: text += "all of"; break;
    case Node::What::kOr: text += "any of"; break;
    case Node::What::kNot: text += "not"; break;
    case Node::What::kTrue: text += "everything"; break;
    case Node::What::kFalse: text += "nothing"; break;
    case Node::What::kNamed: text.append("rule ").append(tree.names[node.index]); break;
    case Node::What::kCompare: {
      const Comparison& comparison = tree.comparisons[node.index];
      text += text_of(comparison, comparison.field->name,
                      comparison.other == nullptr ? std::string_view() : comparison.other->name);
      if (comparison.is_found_anywhere) text += ", anywhere in it";
      break;
    }
  }
  text += '\n';
  for_children(tree, at, [&](std::uint32_t child) { explain(tree, child, depth + 1, text); });
}

// What log(1) sees as knox does. Where case or marks are folded, Foundation takes more texts for the same
// than knox; so such a comparison may be handed on, but not its opposite.
bool is_for_log(const Comparison& comparison, bool is_denied) {
  const Field& field = *comparison.field;
  const Operator op = comparison.op;
  if (!field.is_logs || field.kind == Kind::kDate) return false;
  if (comparison.other != nullptr && !comparison.other->is_logs) return false;
  if (!comparison.folding.is_none() && (is_denied || op == Operator::kNotEqual)) return false;
  if (comparison.expression && !comparison.expression->is_icus()) return false;
  const bool is_order = op != Operator::kEqual && op != Operator::kNotEqual && op != Operator::kIn;
  if (is_enumeration(field.kind) && is_order) return false;
  for (const Value& value : comparison.values) {
    const bool is_none = value.is_nil || value.text.empty();
    if (field.kind == Kind::kName && is_none) return false;  // "" and nil are one to knox
  }
  return true;
}

std::string for_log(const Comparison& comparison) {
  const std::string_view left = logs_name(*comparison.field);
  if (!comparison.is_found_anywhere) {
    return text_of(comparison, left, comparison.other == nullptr ? left : logs_name(*comparison.other));
  }
  Comparison whole = comparison;
  whole.values.front().text = "(?s:.*)(?:" + comparison.values.front().text + ")(?s:.*)";
  return text_of(whole, left, {});
}

// Something that holds wherever the node does; where the node is denied, something that does not hold where
// the node does not. nullopt: there is nothing of use.
std::optional<std::string> for_log(const Tree& tree, std::uint32_t at, bool is_denied) {
  const Node& node = tree.nodes[at];
  switch (node.what) {
    case Node::What::kTrue: return is_denied ? std::optional<std::string>("TRUEPREDICATE") : std::nullopt;
    case Node::What::kFalse: return is_denied ? std::nullopt : std::optional<std::string>("FALSEPREDICATE");
    case Node::What::kNamed: return for_log(tree, at + 1, is_denied);
    case Node::What::kNot: {
      const std::optional<std::string> denied = for_log(tree, at + 1, !is_denied);
      return denied ? std::optional("NOT (" + *denied + ")") : std::nullopt;
    }
    case Node::What::kCompare: {
      const Comparison& comparison = tree.comparisons[node.index];
      return is_for_log(comparison, is_denied) ? std::optional(for_log(comparison)) : std::nullopt;
    }
    default: break;
  }
  const bool is_and = node.what == Node::What::kAnd;
  bool is_missing = false;
  std::vector<std::string> parts;
  for_children(tree, at, [&](std::uint32_t child) {
    const std::optional<std::string> part = for_log(tree, child, is_denied);
    is_missing |= !part;
    if (part) parts.push_back(*part);
  });
  // Of an AND some parts will do, of an OR all are needed; the other way where it is denied.
  if (parts.empty() || (is_missing && is_and == is_denied)) return std::nullopt;
  if (parts.size() == 1) return parts.front();
  std::string text;
  for (const std::string& part : parts) {
    text.append(text.empty() ? "" : is_and ? " AND " : " OR ").append("(").append(part).append(")");
  }
  return text;
}

}  // namespace

std::string explain(const Tree& tree) {
  std::string text;
  explain(tree, 0, 0, text);
  return text;
}

std::string for_log(const Tree& tree) {
  return for_log(tree, 0, false).value_or(std::string());
}

}  // namespace knox::ulog

// What a line of JSON must hold, byte for byte, so that a predicate can hold of its entry.
//
// Only letters, digits and the like are searched for: some programs that write JSON escape / or what is not
// ASCII, others < > & ' + and `.
#include <algorithm>
#include <optional>

#include "knox/ulog/predicate_tree.h"

namespace knox::ulog {

namespace {

using Group = std::vector<std::string>;  // one of these
using Groups = std::vector<Group>;       // of each of these

bool is_safe(char c) noexcept {
  constexpr std::string_view kOthers = " _-.,:;()[]{}=@#$%^*?!|~";
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         kOthers.find(c) != kOthers.npos;
}
bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// The longest run of `text` that stands in JSON as it is; `begins` and `ends`: the text is the string's
// beginning or end, so there is a quote.
std::string best_run(std::string_view text, bool begins, bool ends, Folding folding) {
  std::string best;
  if (folding.marks_left_out) return best;  // any letter may have one, and marks may stand anywhere
  for (std::size_t at = 0; at < text.size();) {
    const auto fits = [&](char c) { return is_safe(c) && !(folding.case_folded && is_letter(c)); };
    std::size_t end = at;
    while (end < text.size() && fits(text[end])) ++end;
    if (end == at) {
      ++at;
      continue;
    }
    std::string run(begins && at == 0 ? "\"" : "");
    run += text.substr(at, end - at);
    if (ends && end == text.size()) run += '"';
    if (run.size() > best.size()) best = std::move(run);
    at = end;
  }
  return best;
}

// What one value needs; empty: nothing is known.
std::string needle_of(const Comparison& comparison, Operator op, const Value& value) {
  const Kind kind = comparison.field->kind;
  if (value.is_nil) return {};
  if (is_enumeration(kind)) return std::string(find_word(kind, value.number)->needle);
  if (kind == Kind::kNumber)
    return value.number.is_negative ? std::string() : std::to_string(value.number.magnitude);
  if (!is_text(kind)) return {};
  // A message may be cut and trimmed by who reads it; a path's last part has no quote before it.
  const bool is_whole = kind == Kind::kName;
  const bool begins = is_whole && (op == Operator::kEqual || op == Operator::kBeginsWith);
  const bool ends =
      (is_whole || kind == Kind::kPath) && (op == Operator::kEqual || op == Operator::kEndsWith);
  return best_run(value.text, begins, ends, comparison.folding);
}

// A needle of one byte is found nearly everywhere.
void add(Groups& groups, Group group) {
  if (group.empty() || std::ranges::any_of(group, [](const std::string& n) { return n.size() < 2; })) return;
  std::ranges::sort(group);
  group.erase(std::unique(group.begin(), group.end()), group.end());
  if (std::ranges::find(groups, group) == groups.end()) groups.push_back(std::move(group));
}

Groups of_comparison(const Comparison& comparison) {
  Groups groups;
  const bool is_plain = comparison.op == Operator::kEqual ||
                        (comparison.op >= Operator::kContains && comparison.op <= Operator::kEndsWith);
  if (comparison.other != nullptr) return groups;
  if (is_plain) {
    add(groups, {needle_of(comparison, comparison.op, comparison.values.front())});
  } else if (comparison.op == Operator::kIn) {
    Group group;
    for (const Value& value : comparison.values)
      group.push_back(needle_of(comparison, Operator::kEqual, value));
    add(groups, std::move(group));
  } else if (comparison.op == Operator::kLike) {
    const Like like(comparison.values.front().text);
    for (const std::string_view text : like.literals())
      add(groups, {best_run(text, false, false, comparison.folding)});
  } else if (comparison.op == Operator::kMatches) {
    for (const std::string& text : comparison.expression->literals()) {
      add(groups, {best_run(text, false, false, comparison.folding)});
    }
  }
  return groups;
}

std::size_t shortest(const Group& group) {
  return std::ranges::min(group, {}, &std::string::size).size();
}

// Of a group's needles the shortest decides, and then how many they are.
const Group* best_of(const Groups& groups) {
  const auto better = [](const Group& a, const Group& b) {
    return shortest(a) != shortest(b) ? shortest(a) < shortest(b) : a.size() > b.size();
  };
  const auto best = std::ranges::max_element(groups, better);
  return best == groups.end() ? nullptr : &*best;
}

// nullopt: no entry can match.
std::optional<Groups> of_node(const Tree& tree, std::uint32_t at) {
  const Node& node = tree.nodes[at];
  switch (node.what) {
    case Node::What::kFalse: return std::nullopt;
    case Node::What::kCompare: return of_comparison(tree.comparisons[node.index]);
    case Node::What::kNamed: return of_node(tree, at + 1);
    case Node::What::kAnd: {
      Groups all;
      bool is_possible = true;
      for_children(tree, at, [&](std::uint32_t child) {
        std::optional<Groups> groups = of_node(tree, child);
        is_possible &= groups.has_value();
        for (Group& group : groups.value_or(Groups())) add(all, std::move(group));
      });
      return is_possible ? std::optional(std::move(all)) : std::nullopt;
    }
    case Node::What::kOr: {
      Group any;
      bool is_known = true, is_possible = false;
      for_children(tree, at, [&](std::uint32_t child) {
        const std::optional<Groups> groups = of_node(tree, child);
        if (!groups) return;
        is_possible = true;
        const Group* const best = best_of(*groups);
        is_known &= best != nullptr;
        if (best != nullptr) any.insert(any.end(), best->begin(), best->end());
      });
      if (!is_possible) return std::nullopt;
      Groups groups;
      if (is_known) add(groups, std::move(any));
      return groups;
    }
    default: return Groups();
  }
}

}  // namespace

std::vector<std::vector<std::string>> find_needles(const Tree& tree) {
  Groups groups = of_node(tree, 0).value_or(Groups());
  std::ranges::sort(groups, [](const Group& a, const Group& b) { return shortest(a) > shortest(b); });
  return groups;
}

}  // namespace knox::ulog

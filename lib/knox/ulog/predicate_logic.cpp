#include "knox/ulog/predicate_parser.h"

namespace knox::ulog {

void TreeWriter::wrap(std::uint32_t at, Node::What what, std::uint32_t index) {
  std::vector<Node>& nodes = tree_.nodes;
  for (std::uint32_t i = at; i < nodes.size(); ++i) ++nodes[i].end;
  nodes.insert(nodes.begin() + at, Node{what, static_cast<std::uint32_t>(nodes.size()) + 1, index});
}

void TreeWriter::add(Node::What what) {
  tree_.nodes.push_back({what, next() + 1, 0});
}

void TreeWriter::add(Comparison comparison) {
  tree_.nodes.push_back(
      {Node::What::kCompare, next() + 1, static_cast<std::uint32_t>(tree_.comparisons.size())});
  tree_.comparisons.push_back(std::move(comparison));
}

void TreeWriter::add_named(std::string_view name, const Tree& tree) {
  const std::uint32_t at = next();
  const auto comparisons = static_cast<std::uint32_t>(tree_.comparisons.size());
  const auto names = static_cast<std::uint32_t>(tree_.names.size());
  for (Node node : tree.nodes) {
    node.end += at;
    if (node.what == Node::What::kCompare) node.index += comparisons;
    if (node.what == Node::What::kNamed) node.index += names;
    tree_.nodes.push_back(node);
    if (is_too_long()) break;
  }
  tree_.comparisons.insert(tree_.comparisons.end(), tree.comparisons.begin(), tree.comparisons.end());
  tree_.names.insert(tree_.names.end(), tree.names.begin(), tree.names.end());
  wrap(at, Node::What::kNamed, static_cast<std::uint32_t>(tree_.names.size()));
  tree_.names.emplace_back(name);
}

std::expected<Tree, Mistake> LogicParser::parse() {
  if (is_end() && !fault_.is_set()) fault_.set(place(), "expected a predicate, found the end");
  parse_or();
  if (!is_end()) fault_.set(place(), "expected AND, OR or the end, found " + found());
  if (writer_.is_too_long()) fault_.set(0, "the predicate is too long");
  if (fault_.is_set()) return std::unexpected(fault_.take());
  return writer_.take();
}

void LogicParser::parse_or() {
  const std::uint32_t at = writer_.next();
  parse_and();
  bool is_one = true;
  while (!fault_.is_set() && take_or()) {
    is_one = false;
    parse_and();
  }
  if (!is_one && !fault_.is_set()) writer_.wrap(at, Node::What::kOr);
}

void LogicParser::parse_and() {
  const std::uint32_t at = writer_.next();
  parse_not();
  bool is_one = true;
  while (!fault_.is_set() && take_and()) {
    is_one = false;
    parse_not();
  }
  if (!is_one && !fault_.is_set()) writer_.wrap(at, Node::What::kAnd);
}

void LogicParser::parse_not() {
  if (fault_.is_set()) return;
  const std::size_t begin = place();
  if (++depth_ > kMaxDepth) fault_.set(begin, "nested too deeply");
  if (writer_.is_too_long()) fault_.set(begin, "the predicate is too long");
  const std::uint32_t at = writer_.next();
  if (take_not()) {
    parse_not();
    if (!fault_.is_set()) writer_.wrap(at, Node::What::kNot);
  } else if (take_open()) {
    parse_or();
    if (!fault_.is_set() && !take_close()) {
      fault_.set(place(),
                 is_end() ? "expected ')', found the end" : "expected AND, OR or ')', found " + found());
    }
  } else {
    parse_term();
  }
  --depth_;
}

}  // namespace knox::ulog

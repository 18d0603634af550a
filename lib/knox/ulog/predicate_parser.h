// What the two ways to write a predicate share. Private to predicate*.cpp.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "knox/ulog/predicate.h"
#include "knox/ulog/predicate_fields.h"
#include "knox/ulog/predicate_tree.h"

namespace knox::ulog {

inline constexpr std::size_t kMaxText = 65'536, kMaxNodes = 20'000, kMaxDepth = 200;

// The first mistake of a text counts; what comes behind it is not looked at.
class Fault {
 public:
  bool is_set() const noexcept { return mistake_.has_value(); }
  void set(std::size_t place, std::string what) {
    if (!mistake_) mistake_ = Mistake{place, std::move(what)};
  }
  Mistake take() { return std::move(*mistake_); }

 private:
  std::optional<Mistake> mistake_ = {};
};

// A text in quotes, from the first one on. Escapes are those of C; before other punctuation a backslash is
// left out, and before a letter it is a mistake: \d would be d.
struct Quoted {
  std::string value = {};
  std::size_t end = 0;  // behind the last quote
};
Quoted read_quoted(std::string_view text, std::size_t at, Fault& fault);
// Where in `text` byte `offset` of the value of the quoted text at `at` comes from.
std::size_t place_in_quoted(std::string_view text, std::size_t at, std::size_t offset);
// The other way.
std::string quote(std::string_view value);

// One thing of a comparison: 'a', 12, error, nil.
struct Term {
  enum class What : std::uint8_t { kText, kNumber, kWord, kNil, kDate };
  What what = What::kText;
  std::size_t place = 0;
  std::string text = {};  // of texts the value; otherwise as it is written
  bool is_quoted = false;
  bool is_fraction = false;  // a number that is not whole
  Whole number = {};
  Period period = {};
};

// Checks that the field can be compared so, and makes the values ready for it. `text` is the whole predicate,
// for the places of mistakes.
std::optional<Comparison> make_comparison(std::string_view text, const FieldName& field, Operator op,
                                          std::size_t op_place, Folding folding,
                                          const std::vector<Term>& terms, Fault& fault);
std::optional<Comparison> make_comparison(const FieldName& field, Operator op, std::size_t op_place,
                                          Folding folding, const FieldName& other, std::size_t other_place,
                                          Fault& fault);

// Nodes in their order.
class TreeWriter {
 public:
  std::uint32_t next() const noexcept { return static_cast<std::uint32_t>(tree_.nodes.size()); }
  // Put around all nodes from `at` on.
  void wrap(std::uint32_t at, Node::What what, std::uint32_t index = 0);
  void add(Node::What what);
  void add(Comparison comparison);
  void add_named(std::string_view name, const Tree& tree);

  bool is_too_long() const noexcept { return tree_.nodes.size() > kMaxNodes; }
  Tree take() { return std::move(tree_); }

 private:
  Tree tree_ = {};
};

// NOT before AND before OR, and parentheses, around terms. The words are the two parsers' own.
class LogicParser {
 public:
  virtual ~LogicParser() = default;
  std::expected<Tree, Mistake> parse();

 protected:
  virtual bool take_or() = 0;
  virtual bool take_and() = 0;
  virtual bool take_not() = 0;
  virtual bool take_open() = 0;
  virtual bool take_close() = 0;
  virtual bool is_end() = 0;
  virtual std::size_t place() = 0;
  virtual std::string found() = 0;  // "')'", "the end", of what is next
  virtual void parse_term() = 0;

  TreeWriter writer_ = {};
  Fault fault_ = {};

 private:
  void parse_or();
  void parse_and();
  void parse_not();

  std::size_t depth_ = 0;
};

std::expected<Tree, Mistake> parse_long(std::string_view text, const Predicate::Named& named);
std::expected<Tree, Mistake> parse_short(std::string_view text, const Predicate::Named& named);
// Whether a text is shorthand: it has none of == < > {, no word such as CONTAINS, and no blank beside = or
// !=.
bool is_short(std::string_view text);

// Whether shorthand has a key of this name: "s", "subsystem".
bool is_key(std::string_view name) noexcept;
// Whether it is a word of the long form: "AND", "CONTAINS", "nil".
bool is_reserved(std::string_view word) noexcept;

// 'word', as it is quoted in messages.
std::string named(std::string_view word);

}  // namespace knox::ulog

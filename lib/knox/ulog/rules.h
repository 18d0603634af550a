// Rules: named predicates, of a file, of the command line, and those that knox knows (tables/rules.def), so
// that one pass says of each entry which of them it meets.
//
//   # a comment, and an empty line is one
//   night-sudo = sudo AND date > '22:00'
//   wifi = p=airportd m~/ssid/
//
// A line is a name, a = and a predicate. A predicate can name rules above it, and those that knox knows, by
// themselves or with builtin: before them; a set's name stands for any of its rules. Names are letters,
// digits, - _ and dots.
#pragma once

#include <cstdint>
#include <deque>
#include <expected>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "knox/ulog/predicate.h"

namespace knox::ulog {

struct Rule {
  std::string name;  // empty: --predicate without one
  Predicate predicate;
};

struct BuiltinRule {
  std::string_view set, name, about;
};
struct BuiltinSet {
  std::string_view name, about;
};
// For --list-rules; in the order of the table.
std::span<const BuiltinSet> builtin_sets() noexcept;
std::span<const BuiltinRule> builtin_rules() noexcept;

class Rules {
 public:
  // What is wrong with a rule: a line of a file, from 1 on, with its text, for point_at().
  struct Wrong {
    std::size_t line = 0;
    std::string text = {};
    Mistake mistake = {};
  };

  // The rules of a file's text. Those before the wrong line are kept.
  std::expected<void, Wrong> add_lines(std::string_view text);
  // A predicate, which can have a name before it: "night=process == 'x'". What begins like a comparison is
  // none.
  std::expected<void, Mistake> add(std::string_view text);
  // "builtin:auth", "auth" or "builtin:sudo-failed": a set or one rule. False: there is none. Rules that are
  // there already are not added again.
  bool add_builtin(std::string_view name);

  const std::deque<Rule>& all() const noexcept { return rules_; }
  // For Predicate::parse, and --explain. nullptr: there is no such rule. Owned by this.
  const Predicate* find(std::string_view name);

  // Which rules an entry meets, by their indices, ascending. Good until the next call.
  const std::vector<std::uint32_t>& match(const Record& record);
  // The same, of those that may (RuleSearch::wanted()).
  const std::vector<std::uint32_t>& match(const Record& record, const std::vector<bool>& wanted);

 private:
  std::expected<void, Mistake> add_named(std::string_view text);
  std::expected<Predicate, Mistake> parse(std::string_view text);
  const Predicate* find_builtin(std::string_view name);

  std::deque<Rule> rules_ = {};
  std::map<std::string, Predicate, std::less<>> builtins_ = {};  // that were asked for
  std::vector<std::uint32_t> met_ = {};
};

}  // namespace knox::ulog

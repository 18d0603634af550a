#include "knox/ulog/rules.h"

#include <algorithm>

#include "knox/ulog/predicate_parser.h"

namespace knox::ulog {

namespace {

constexpr BuiltinSet kSets[] = {
#define SET(set, about) {set, about},
#include "knox/ulog/tables/rules.def"
};

// `predicate` or else `pattern`.
struct Row {
  std::string_view set, name, about, predicate, process, pattern;
};
constexpr Row kRows[] = {
#define RULE(set, name, about, predicate) {set, name, about, predicate, {}, {}},
#define TEXT(set, name, about, process, pattern) {set, name, about, {}, process, pattern},
#include "knox/ulog/tables/rules.def"
};

const std::vector<BuiltinRule>& rules_of_rows() {
  static const auto made = [] {
    std::vector<BuiltinRule> rules;
    for (const Row& row : kRows) {
      if (rules.empty() || rules.back().name != row.name) rules.push_back({row.set, row.name, row.about});
    }
    return rules;
  }();
  return made;
}

// For LIKE: holes are *.
std::string like_of(std::string_view pattern) {
  std::string like;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] == '{') {
      at = pattern.find('}', at);
      if (!like.ends_with('*')) like += '*';
    } else {
      if (pattern[at] == '*' || pattern[at] == '?' || pattern[at] == '\\') like += '\\';
      like += pattern[at];
    }
  }
  return like;
}

std::string text_of(const Row& row) {
  if (row.pattern.empty()) return "(" + std::string(row.predicate) + ")";
  return "(process == " + quote(row.process) + " AND eventMessage LIKE " + quote(like_of(row.pattern)) + ")";
}

constexpr std::string_view kBuiltin = "builtin:";

std::string_view bare(std::string_view name) noexcept {
  return name.starts_with(kBuiltin) ? name.substr(kBuiltin.size()) : name;
}

bool is_blank(char c) noexcept {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
bool is_of_name(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' ||
         c == '.';
}

// "name =", of a rule.
struct Head {
  std::string_view name = {};
  std::size_t place = 0;  // of the name
  std::size_t end = 0;    // behind the =; 0: there is no head
};
Head read_head(std::string_view text) noexcept {
  Head head;
  while (head.place < text.size() && is_blank(text[head.place])) ++head.place;
  std::size_t at = head.place;
  while (at < text.size() && is_of_name(text[at])) ++at;
  head.name = text.substr(head.place, at - head.place);
  while (at < text.size() && is_blank(text[at])) ++at;
  const bool is_sign = at < text.size() && text[at] == '=' && !text.substr(at).starts_with("==") &&
                       !text.substr(at).starts_with("=>") && !text.substr(at).starts_with("=<");
  if (is_sign && !head.name.empty()) head.end = at + 1;
  return head;
}

}  // namespace

std::span<const BuiltinSet> builtin_sets() noexcept {
  return kSets;
}
std::span<const BuiltinRule> builtin_rules() noexcept {
  return rules_of_rows();
}

std::expected<Predicate, Mistake> Rules::parse(std::string_view text) {
  return Predicate::parse(text, [this](std::string_view name) { return find(name); });
}

const Predicate* Rules::find(std::string_view name) {
  const auto own = std::ranges::find(rules_, name, &Rule::name);
  if (own != rules_.end() && !name.empty()) return &own->predicate;
  return find_builtin(bare(name));
}

// Of a set any rule, of a rule any row.
const Predicate* Rules::find_builtin(std::string_view name) {
  const auto known = builtins_.find(name);
  if (known != builtins_.end()) return &known->second;
  std::string text;
  if (std::ranges::find(kSets, name, &BuiltinSet::name) != std::end(kSets)) {
    for (const BuiltinRule& rule : rules_of_rows()) {
      if (rule.set == name) text.append(text.empty() ? "" : " OR ").append(kBuiltin).append(rule.name);
    }
    text = "(" + text + ") OR FALSEPREDICATE";  // so that it is in the long form
  } else {
    for (const Row& row : kRows) {
      if (row.name == name) text.append(text.empty() ? "" : " OR ").append(text_of(row));
    }
  }
  if (text.empty()) return nullptr;
  auto predicate = Predicate::parse(text, [this](std::string_view rule) { return find_builtin(bare(rule)); });
  if (!predicate) return nullptr;  // a test sees to it that there is no such row
  return &builtins_.emplace(name, std::move(*predicate)).first->second;
}

bool Rules::add_builtin(std::string_view name) {
  name = bare(name);
  bool is_known = false;
  for (const BuiltinRule& rule : rules_of_rows()) {
    if (rule.set != name && rule.name != name) continue;
    is_known = true;
    const Predicate* const predicate = find_builtin(rule.name);
    const bool is_there = std::ranges::find(rules_, rule.name, &Rule::name) != rules_.end();
    if (predicate != nullptr && !is_there) rules_.push_back({std::string(rule.name), *predicate});
  }
  return is_known;
}

std::expected<void, Mistake> Rules::add(std::string_view text) {
  const Head head = read_head(text);
  if (head.end != 0 && !is_key(head.name)) return add_named(text);
  auto predicate = parse(text);
  if (!predicate) return std::unexpected(std::move(predicate.error()));
  rules_.push_back({{}, std::move(*predicate)});
  return {};
}

std::expected<void, Mistake> Rules::add_named(std::string_view text) {
  const Head head = read_head(text);
  const auto wrong = [&](std::size_t place, std::string what) {
    return std::unexpected(Mistake{place, std::move(what)});
  };
  if (head.end == 0) return wrong(head.place, "expected a rule: a name, a = and a predicate");
  if (is_key(head.name) || is_reserved(head.name)) {
    return wrong(
        head.place,
        named(head.name) + " is a word of predicates; a rule has a name of its own, as in sudo-x=p=sudo");
  }
  if (std::ranges::find(rules_, head.name, &Rule::name) != rules_.end()) {
    return wrong(head.place, "there is a rule " + named(head.name) + " already");
  }
  auto predicate = parse(text.substr(head.end));
  if (!predicate) return wrong(head.end + predicate.error().place, std::move(predicate.error().what));
  rules_.push_back({std::string(head.name), std::move(*predicate)});
  return {};
}

std::expected<void, Rules::Wrong> Rules::add_lines(std::string_view text) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const auto first = std::ranges::find_if_not(line, is_blank);
    if (first == line.end() || *first == '#') continue;
    auto added = add_named(line);
    if (!added) return std::unexpected(Wrong{number, std::string(line), std::move(added.error())});
  }
  return {};
}

const std::vector<std::uint32_t>& Rules::match(const Record& record) {
  met_.clear();
  for (std::uint32_t i = 0; i < rules_.size(); ++i) {
    if (rules_[i].predicate.matches(record)) met_.push_back(i);
  }
  return met_;
}

const std::vector<std::uint32_t>& Rules::match(const Record& record, const std::vector<bool>& wanted) {
  met_.clear();
  for (std::uint32_t i = 0; i < rules_.size(); ++i) {
    if (wanted[i] && rules_[i].predicate.matches(record)) met_.push_back(i);
  }
  return met_;
}

}  // namespace knox::ulog

#include "common/ulog_options.h"

#include "knox/base/unknown.h"
#include "knox/io/read_file.h"

namespace knox::tools {

namespace {

// The text with the mistake in it, and a caret below.
Lines point_out(std::string where, std::string_view text, const ulog::Mistake& mistake) {
  Lines lines = {std::move(where) + ":"};
  const std::string shown = ulog::point_at(text, mistake);
  const std::size_t end = shown.find('\n');
  lines.push_back(shown.substr(0, end));
  if (end != shown.npos) lines.push_back(shown.substr(end + 1));
  return lines;
}

std::expected<void, Lines> add_rules(ulog::Rules& rules, const std::string& typed) {
  constexpr std::string_view kBuiltin = "builtin:";
  if (typed.starts_with(kBuiltin)) {
    if (rules.add_builtin(typed)) return {};
    return std::unexpected(Lines{
        "--rules: " + unknown("set of rules", typed.substr(kBuiltin.size()), names_of(ulog::builtin_sets())) +
        ", and the rules that --list-rules prints"});
  }
  const Result<std::string> text = io::read_file(typed);
  if (!text) return std::unexpected(Lines{fmt::format("--rules {}: {}", typed, describe(text.error()))});
  const auto added = rules.add_lines(*text);
  if (added) return {};
  const ulog::Rules::Wrong& wrong = added.error();
  return std::unexpected(
      point_out(fmt::format("--rules {}: line {}", typed, wrong.line), wrong.text, wrong.mistake));
}

}  // namespace

void add_filter_options(const OptionGroup& group, FilterOptions& options) {
  group.list("--predicate", options.predicates, "EXPR", "entries that match it; NAME=EXPR names it");
  group.list("--rules", options.rules, "FILE", "predicates with names, a line each; or builtin:SET");
  group.list("--exclude", options.left_out, "EXPR", "not those that match this one");
  group.flag("--list-rules", options.list_rules, "what builtin: knows, in sets");
  group.more().flag("--explain", options.explain, "print the predicates as they are understood");
  group.more().flag("--check", options.check, "read the predicates, and nothing else");
}

std::expected<ulog::Rules, Lines> read_rules(const FilterOptions& options) {
  ulog::Rules rules;
  for (const std::string& typed : options.rules) {
    if (auto added = add_rules(rules, typed); !added) return std::unexpected(added.error());
  }
  for (const std::string& typed : options.predicates) {
    if (const auto added = rules.add(typed); !added)
      return std::unexpected(point_out("--predicate", typed, added.error()));
  }
  return rules;
}

std::expected<ulog::Filter, Lines> make_filter(const FilterOptions& options, ulog::Rules rules) {
  std::vector<ulog::Predicate> left_out;
  for (const std::string& typed : options.left_out) {
    const auto named = [&](std::string_view name) { return rules.find(name); };
    auto predicate = ulog::Predicate::parse(typed, named);
    if (!predicate) return std::unexpected(point_out("--exclude", typed, predicate.error()));
    left_out.push_back(*std::move(predicate));
  }
  return ulog::Filter(std::move(rules), std::move(left_out));
}

void print_known_rules(Out& out) {
  for (const ulog::BuiltinSet& set : ulog::builtin_sets()) {
    out.text(fmt::format("{:<22} {}\n", set.name, set.about));
    for (const ulog::BuiltinRule& rule : ulog::builtin_rules()) {
      if (rule.set == set.name) out.text(fmt::format("  {:<20} {}\n", rule.name, rule.about));
    }
  }
}

void print_explained(const ulog::Rules& rules, Out& out) {
  for (const ulog::Rule& rule : rules.all()) {
    if (!rule.name.empty()) out.text(rule.name + ":\n");
    out.text(rule.predicate.explain());
  }
}

}  // namespace knox::tools

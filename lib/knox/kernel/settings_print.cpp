#include "knox/kernel/settings_print.h"

#include <fmt/format.h>

#include <algorithm>

#include "knox/emit/json_line.h"
#include "knox/emit/line.h"

namespace knox::kernel {
namespace {

using List = std::vector<std::string>;

std::string text_of(const Fact& fact) {
  switch (fact.kind) {
    case Fact::kNumber: return fmt::format("{}", fact.number);
    case Fact::kText: return fact.text;
    case Fact::kList: break;
  }
  return fact.list.empty() ? "none" : fmt::format("{}", fmt::join(fact.list, ","));
}

// Lists of rules are too long to be one line.
bool is_rules(const Fact& fact) {
  return fact.name == "rules";
}

void print_rules(const List& rules, Out& out) {
  for (const std::string& rule : rules) {
    emit::line_text(out, rule);
    out.text("\n");
  }
}

// Of two lists, what is only in one of them.
void print_difference(const List& before, const List& after, std::string_view prefix, Out& out) {
  for (const std::string& rule : after) {
    if (std::ranges::find(before, rule) != before.end()) continue;
    out.text(prefix);
    emit::line_text(out, rule);
    out.text("\n");
  }
}

void print_change(const Fact& before, const Fact& after, bool dry_run, Out& out) {
  if (is_rules(before)) {
    print_difference(after.list, before.list, dry_run ? "would delete: " : "deleted: ", out);
    print_difference(before.list, after.list, dry_run ? "would add: " : "added: ", out);
    return;
  }
  const std::string was = text_of(before), is = text_of(after);
  emit::line_text(out, fmt::format("{}: {} -> {}", before.name, was, is));
  out.text(was == is ? " (as it was)\n" : dry_run ? " (not done)\n" : "\n");
}

void put_members(emit::JsonLine& line, std::span<const Fact> facts) {
  for (const Fact& fact : facts) {
    switch (fact.kind) {
      case Fact::kNumber: line.number(fact.name, fact.number); break;
      case Fact::kText: line.string(fact.name, fact.text); break;
      case Fact::kList: line.strings(fact.name, fact.list); break;
    }
  }
}

}  // namespace

void print_text(const CommandResult& outcome, bool dry_run, Out& out) {
  for (std::size_t i = 0; i < outcome.facts.size(); ++i) {
    const Fact& fact = outcome.facts[i];
    if (i < outcome.after.size()) {
      print_change(fact, outcome.after[i], dry_run, out);
    } else if (is_rules(fact)) {
      print_rules(fact.list, out);
    } else {
      emit::line_text(out, fmt::format("{}: {}", fact.name, text_of(fact)));
      out.text("\n");
    }
  }
}

void print_json(const CommandResult& outcome, bool dry_run, Out& out) {
  emit::RawBytes raw;
  emit::JsonLine line(out, raw);
  if (outcome.after.empty()) {
    put_members(line, outcome.facts);
  } else {
    line.begin_object("before");
    put_members(line, outcome.facts);
    line.end();
    line.begin_object("after");
    put_members(line, outcome.after);
    line.end();
    line.boolean("dry_run", dry_run);
  }
  line.finish();
}

void print_words(std::span<const Word> words, Out& out) {
  constexpr std::size_t kColumn = 27;
  for (const Word& word : words) {
    std::string line = fmt::format("  {} {}", word.name, word.arguments);
    line.resize(std::max(line.size() + 2, kColumn), ' ');
    out.text(line);
    out.text(word.what);
    out.text("\n");
  }
}

}  // namespace knox::kernel

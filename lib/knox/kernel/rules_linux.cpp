#include "knox/kernel/rules_linux.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "knox/io/read_file.h"
#include "knox/kernel/linux/arm.h"
#include "knox/kernel/linux/arm_stale.h"
#include "knox/kernel/linux/netlink.h"
#include "knox/kernel/linux/rules/rule.h"
#include "knox/kernel/settings_arguments.h"

namespace knox::kernel {
namespace {

using Rules = std::vector<RuleData>;

// What is asked for: rules, or those that the kernel has and that fit one.
struct Request {
  Rules rules;
  std::optional<RuleData> pattern;
  std::vector<std::string> warnings;
};

std::vector<std::string> texts_of(const Rules& rules) {
  std::vector<std::string> texts;
  for (const RuleData& rule : rules) texts.push_back(rule_text(rule, host_arch()));
  return texts;
}

// Whether a rule has those keys, of which a field holds several with 0x01 between them.
bool has_keys(const RuleData& rule, const RuleData& wanted) {
  const RuleField* const keys = wanted.find(RuleKey::kKey);
  if (keys == nullptr) return true;
  const RuleField* const own = rule.find(RuleKey::kKey);
  const auto between = [](const RuleField& field) { return "\x01" + field.text + "\x01"; };
  return own != nullptr && between(*own).find(between(*keys)) != std::string::npos;
}

// -w and -a mean what the word before them says, so that a line of `rules list` can be used with both.
std::expected<void, std::string> parse(Arguments words, bool deletes, Request& request) {
  std::expected<RuleRequest, std::string> rule = parse_rule(words, host_arch());
  if (!rule) return std::unexpected(rule.error());
  if (!deletes && rule->verb != RuleVerb::kAdd)
    return std::unexpected("-d, -W and -D belong to `rules delete`");
  if (!rule->warning.empty()) request.warnings.push_back(rule->warning);
  if (rule->verb == RuleVerb::kDeleteAll) {
    request.pattern = std::move(rule->rule);
  } else {
    request.rules.push_back(std::move(rule->rule));
  }
  return {};
}

// Splits off the front up to one of the delimiters, and all of these that follow.
std::string_view take_until(std::string_view delimiters, std::string_view& rest) {
  const std::string_view front = rest.substr(0, rest.find_first_of(delimiters));
  rest.remove_prefix(std::min(rest.size(), front.size() + 1));
  return front;
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const std::string_view word = take_until(" \t\r", line);
    if (!word.empty()) words.push_back(word);
  }
  return words;
}

std::expected<void, std::string> parse_file(std::string_view path, bool deletes, Request& request) {
  const Result<std::string> text = io::read_file(std::string(path));
  if (!text) return std::unexpected(fmt::format("{}: {}", path, describe(text.error())));
  std::string_view rest = *text;
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::vector<std::string_view> words = words_of(take_until("\n", rest));
    if (words.empty() || words[0].starts_with('#')) continue;
    if (const auto parsed = parse(words, deletes, request); !parsed) {
      return std::unexpected(fmt::format("{}: line {}: {}", path, number, parsed.error()));
    }
  }
  return {};
}

std::expected<Request, std::string> parse_all(Arguments arguments, bool deletes) {
  Request request;
  const bool is_file = arguments.size() == 2 && arguments[0] == "-f";
  const auto parsed =
      is_file ? parse_file(arguments[1], deletes, request) : parse(arguments, deletes, request);
  if (!parsed) return std::unexpected(parsed.error());
  return request;
}

// What went wrong with one of several, and that those before it are done.
std::unexpected<CommandError> refusal_of(const Error& error, const Rules& rules, std::size_t place) {
  std::unexpected<CommandError> refused = refusal(error);
  if (rules.size() == 1) return refused;
  refused.error().text = fmt::format("{}: {}; done before it: {} of {}", texts_of({rules[place]})[0],
                                     refused.error().text, place, rules.size());
  return refused;
}

Answer change_rules(Arguments arguments, bool dry_run, bool deletes) {
  std::expected<Request, std::string> request = parse_all(arguments, deletes);
  if (!request) return usage("{}", request.error());
  Result<Control> control = Control::open();
  if (!control) return refusal(control.error());
  const Result<Rules> all = control->rules();
  if (!all) return refusal(all.error());
  if (request->pattern) {
    std::ranges::copy_if(*all, std::back_inserter(request->rules),
                         [&](const RuleData& rule) { return has_keys(rule, *request->pattern); });
  }

  const Rules& rules = request->rules;
  for (std::size_t i = 0; i < rules.size() && !dry_run; ++i) {
    const Result<void> done = deletes ? control->remove(rules[i]) : control->add(rules[i]);
    if (!done) return refusal_of(done.error(), rules, i);
  }
  CommandResult outcome = {.facts = {}, .after = {}, .warnings = std::move(request->warnings)};
  const Fact none = {"rules", std::vector<std::string>()}, some = {"rules", texts_of(rules)};
  outcome.facts.push_back(deletes ? some : none);
  outcome.after.push_back(deletes ? none : some);
  return outcome;
}

}  // namespace

std::unexpected<CommandError> refusal(const Error& error) {
  const CommandError::Kind kind = needs_privilege(error) ? CommandError::kPermission : CommandError::kSystem;
  return std::unexpected(CommandError{.kind = kind, .text = explain(error)});
}

Answer list_rules(Arguments arguments, bool) {
  std::vector<std::string_view> words = {"-D"};  // which has the same argument
  words.insert(words.end(), arguments.begin(), arguments.end());
  const auto request = parse_rule(words, host_arch());
  if (!request) return usage("{}", request.error());
  Result<Control> control = Control::open();
  if (!control) return refusal(control.error());
  Result<Rules> rules = control->rules();
  if (!rules) return refusal(rules.error());
  std::erase_if(*rules, [&](const RuleData& rule) { return !has_keys(rule, request->rule); });
  return CommandResult{.facts = {{"rules", texts_of(*rules)}}, .after = {}, .warnings = {}};
}

Answer add_rules(Arguments arguments, bool dry_run) {
  return change_rules(arguments, dry_run, false);
}

Answer delete_rules(Arguments arguments, bool dry_run) {
  return change_rules(arguments, dry_run, true);
}

Answer clean_rules(Arguments arguments, bool dry_run) {
  if (!arguments.empty()) return usage("rules clean: takes no {}", arguments[0]);
  Result<Control> control = Control::open();
  if (!control) return refusal(control.error());
  if (const auto status = control->status(); !status) return refusal(status.error());
  const Turn turn;
  const auto cleaned = delete_stale(*control, {}, dry_run);
  if (!cleaned) return std::unexpected(CommandError{.kind = CommandError::kSystem, .text = cleaned.error()});
  const Debts debts = restore_settings(*control, cleaned->guards, dry_run);
  CommandResult outcome = {.facts = {{"rules", texts_of(cleaned->rules)}},
                           .after = {{"rules", std::vector<std::string>()}},
                           .warnings = {}};
  if (debts.was_off) {
    outcome.facts.push_back({"condition", std::string("on")});
    outcome.after.push_back({"condition", std::string("off")});
  }
  if (debts.backlog_limit) {
    outcome.facts.push_back({"backlog_limit", std::uint64_t{kArmedBacklog}});
    outcome.after.push_back({"backlog_limit", std::uint64_t{*debts.backlog_limit}});
  }
  return outcome;
}

}  // namespace knox::kernel

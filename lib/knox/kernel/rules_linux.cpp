#include "knox/kernel/rules_linux.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "knox/io/read_file.h"
#include "knox/kernel/settings_arguments.h"
#include "knox/linux_audit/netlink.h"
#include "knox/linux_audit/rule.h"

namespace knox::kernel {
namespace {

using linux_audit::Control;
using linux_audit::RuleData;
using linux_audit::RuleField;
using linux_audit::RuleKey;
using linux_audit::RuleRequest;
using linux_audit::RuleVerb;
using Rules = std::vector<RuleData>;

// What is asked for: rules, or those that the kernel has and that fit one.
struct Request {
  Rules rules;
  std::optional<RuleData> pattern;
  std::vector<std::string> warnings;
};

std::vector<std::string> texts_of(const Rules& rules) {
  std::vector<std::string> texts;
  for (const RuleData& rule : rules) texts.push_back(linux_audit::rule_text(rule, linux_audit::host_arch()));
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
  std::expected<RuleRequest, std::string> rule = linux_audit::parse_rule(words, linux_audit::host_arch());
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
std::unexpected<Mistake> refusal_of(const Error& error, const Rules& rules, std::size_t place) {
  std::unexpected<Mistake> mistake = refusal(error);
  if (rules.size() == 1) return mistake;
  mistake.error().text = fmt::format("{}: {}; done before it: {} of {}", texts_of({rules[place]})[0],
                                     mistake.error().text, place, rules.size());
  return mistake;
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
  Outcome outcome = {.facts = {}, .after = {}, .warnings = std::move(request->warnings)};
  const Fact none = {"rules", std::vector<std::string>()}, some = {"rules", texts_of(rules)};
  outcome.facts.push_back(deletes ? some : none);
  outcome.after.push_back(deletes ? none : some);
  return outcome;
}

}  // namespace

std::unexpected<Mistake> refusal(const Error& error) {
  const Mistake::Kind kind = linux_audit::needs_privilege(error) ? Mistake::kPermission : Mistake::kSystem;
  return std::unexpected(Mistake{.kind = kind, .text = linux_audit::explain(error)});
}

Answer list_rules(Arguments arguments, bool) {
  std::vector<std::string_view> words = {"-D"};  // which has the same argument
  words.insert(words.end(), arguments.begin(), arguments.end());
  const auto request = linux_audit::parse_rule(words, linux_audit::host_arch());
  if (!request) return usage("{}", request.error());
  Result<Control> control = Control::open();
  if (!control) return refusal(control.error());
  Result<Rules> rules = control->rules();
  if (!rules) return refusal(rules.error());
  std::erase_if(*rules, [&](const RuleData& rule) { return !has_keys(rule, request->rule); });
  return Outcome{.facts = {{"rules", texts_of(*rules)}}, .after = {}, .warnings = {}};
}

Answer add_rules(Arguments arguments, bool dry_run) {
  return change_rules(arguments, dry_run, false);
}

Answer delete_rules(Arguments arguments, bool dry_run) {
  return change_rules(arguments, dry_run, true);
}

}  // namespace knox::kernel

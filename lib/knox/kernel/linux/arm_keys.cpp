#include "knox/kernel/linux/arm_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace knox::kernel {
namespace {

// The number in front of `end`, or of the text's end for '\0', which are taken away. As fmt writes it:
// another way to write a number makes it somebody else's key.
template <class Number>
bool take_number(std::string_view& text, char end, Number& number) {
  const std::string_view digits = text.substr(0, end == '\0' ? text.size() : text.find(end));
  const auto [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || rest != digits.data() + digits.size()) return false;
  if (digits[0] == '-' || (digits[0] == '0' && digits.size() > 1)) return false;
  if (end != '\0' && digits.size() == text.size()) return false;
  text.remove_prefix(std::min(text.size(), digits.size() + 1));
  return true;
}

RuleField is_not(pid_t process) {
  return {.key = RuleKey::kPid,
          .op = RuleOp::kNotEqual,
          .value = static_cast<std::uint32_t>(process),
          .text = {}};
}

}  // namespace

std::string key_text(const GuardKey& key) {
  return fmt::format("knox-{}-{}-{}-{}", key.process, key.start, key.enabled, key.backlog_limit);
}

std::optional<GuardKey> parse_key(std::string_view text) {
  constexpr std::string_view kPrefix = "knox-";
  if (!text.starts_with(kPrefix)) return std::nullopt;
  text.remove_prefix(kPrefix.size());
  GuardKey key;
  const bool is_key = take_number(text, '-', key.process) && take_number(text, '-', key.start) &&
                      take_number(text, '-', key.enabled) && take_number(text, '\0', key.backlog_limit);
  return is_key && key.process > 0 ? std::optional(key) : std::nullopt;
}

RuleData guarded_rule(RuleData rule, const GuardKey& key, pid_t owner) {
  std::erase_if(rule.fields, [](const RuleField& field) { return field.key == RuleKey::kKey; });
  for (const pid_t process : {owner, key.process}) rule.fields.push_back(is_not(process));
  rule.fields.push_back({.key = RuleKey::kKey, .op = RuleOp::kEqual, .value = 0, .text = key_text(key)});
  return rule;
}

std::optional<GuardKey> guard_of(const RuleData& rule) {
  const RuleField* const field = rule.find(RuleKey::kKey);
  const std::optional<GuardKey> key = field == nullptr ? std::nullopt : parse_key(field->text);
  if (!key || rule.action != RuleAction::kAlways) return std::nullopt;
  return std::ranges::count(rule.fields, is_not(key->process)) > 0 ? key : std::nullopt;
}

// "PID (NAME) STATE ..." with the start as the 22nd; the name may have blanks and parentheses.
std::optional<ProcessStart> parse_stat(std::string_view stat) {
  constexpr int kStart = 22, kState = 3;
  const std::size_t name_end = stat.rfind(") ");
  if (name_end == std::string_view::npos) return std::nullopt;
  stat.remove_prefix(name_end + 2);
  ProcessStart process = {.has_ended = stat.starts_with('Z') || stat.starts_with('X')};
  for (int i = kState; i < kStart; ++i) {
    const std::size_t blank = stat.find(' ');
    if (blank == std::string_view::npos) return std::nullopt;
    stat.remove_prefix(blank + 1);
  }
  if (!take_number(stat, ' ', process.ticks)) return std::nullopt;
  return process;
}

}  // namespace knox::kernel

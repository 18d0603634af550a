#include <fmt/format.h>

#include <algorithm>

#include "knox/kernel/linux/rules/rule_values.h"
#include "knox/linux_audit/names/constants.h"

namespace knox::kernel {
namespace {

bool has_syscalls(RuleList list) {
  return list == RuleList::kExit || list == RuleList::kUringExit;
}

// Calls `take` with each key of a field that has several.
template <class Take>
void for_each_key(std::string_view text, Take take) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\x01'), text.size());
    take(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// A path or dir, what is done to it, perhaps keys, and nothing else: what -w makes.
bool is_watch(const RuleData& rule) {
  const auto& fields = rule.fields;
  return rule.list == RuleList::kExit && rule.action == RuleAction::kAlways && rule.has_all_syscalls() &&
         (fields.size() == 2 || (fields.size() == 3 && fields[2].key == RuleKey::kKey)) &&
         (fields[0].key == RuleKey::kPath || fields[0].key == RuleKey::kDir) &&
         fields[1].key == RuleKey::kPerm && fields[1].op == RuleOp::kEqual;
}

std::string watch_text(const RuleData& rule, Arch host) {
  std::string text = fmt::format("-w {} -p {}", rule.fields[0].text, field_value_text(rule.fields[1], host));
  if (rule.fields.size() == 3) {
    for_each_key(rule.fields[2].text, [&](std::string_view key) { text += fmt::format(" -k {}", key); });
  }
  return text;
}

std::string call_name(const RuleData& rule, std::uint32_t number, Arch host) {
  const RuleField* const arch = rule.find(RuleKey::kArch);
  const std::string_view name =
      rule.list == RuleList::kUringExit
          ? linux_audit::uring_op_name(number)
          : linux_audit::syscall_name(arch == nullptr ? host : static_cast<Arch>(arch->value), number);
  return name.empty() ? fmt::format("{}", number) : std::string(name);
}

std::string calls_text(const RuleData& rule, Arch host) {
  if (rule.has_all_syscalls()) return " -S all";
  std::string text;
  for (std::uint32_t number = 0; number < RuleData::kMaxSyscalls; ++number) {
    if (!rule.has_syscall(number)) continue;
    text += text.empty() ? " -S " : ",";
    text += call_name(rule, number, host);
  }
  return text;
}

std::string field_text(const RuleField& field, Arch host) {
  if (field.key == RuleKey::kCompare) return fmt::format(" -C {}", comparison_text(field));
  if (field.key == RuleKey::kKey) {
    std::string text;
    for_each_key(field.text, [&](std::string_view key) { text += fmt::format(" -F key={}", key); });
    return text;
  }
  const std::string_view name = rule_key_name(field.key);
  const std::string_view op = rule_op_text(field.op);
  return fmt::format(" -F {}{}{}", name.empty() ? fmt::format("f{}", static_cast<unsigned>(field.key)) : name,
                     op.empty() ? "?" : op, field_value_text(field, host));
}

}  // namespace

std::string rule_text(const RuleData& rule, Arch host) {
  if (is_watch(rule)) return watch_text(rule, host);
  const std::string_view list = rule_list_name(rule.list);
  std::string text =
      fmt::format("-a {},{}", rule.action == RuleAction::kNever ? "never" : "always",
                  list.empty() ? fmt::format("{}", static_cast<unsigned>(rule.list)) : std::string(list));
  const RuleField* const arch = rule.find(RuleKey::kArch);
  if (arch != nullptr) text += field_text(*arch, host);
  if (has_syscalls(rule.list)) text += calls_text(rule, host);
  for (const RuleField& field : rule.fields) {
    if (&field != arch) text += field_text(field, host);
  }
  return text;
}

}  // namespace knox::kernel

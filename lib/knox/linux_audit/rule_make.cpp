#include <sys/utsname.h>

#include <algorithm>

#include "knox/linux_audit/rule.h"

namespace knox::linux_audit {
namespace {

RuleField is(RuleKey key, std::uint32_t value) {
  return {.key = key, .op = RuleOp::kEqual, .value = value, .text = {}};
}

}  // namespace

Arch host_arch() noexcept {
  struct utsname system = {};
  if (::uname(&system) != 0) return Arch::kUnknown;
  return parse_arch(system.machine).value_or(Arch::kUnknown);
}

Arch host_arch_32(Arch host) noexcept {
  switch (host) {
    case Arch::kX86_64: return Arch::kI386;
    case Arch::kAarch64: return Arch::kArm;
    case Arch::kPpc64: return Arch::kPpc;
    case Arch::kS390x: return Arch::kS390;
    case Arch::kMips64: return Arch::kMips;
    case Arch::kMipsel64: return Arch::kMipsel;
    case Arch::kParisc64: return Arch::kParisc;
    case Arch::kSparc64: return Arch::kSparc;
    default: return is_64_bit(host) ? Arch::kUnknown : host;
  }
}

const RuleData* find_rule_against_all(std::span<const RuleData> rules) {
  const auto rule = std::ranges::find_if(rules, [](const RuleData& of) {
    return of.list == RuleList::kTask && of.action == RuleAction::kNever && of.fields.empty();
  });
  return rule == rules.end() ? nullptr : &*rule;
}

std::vector<RuleData> syscall_rules(std::span<const Syscall> calls, RuleOutcome outcome, Arch host) {
  std::vector<RuleData> rules;
  const Arch other = host_arch_32(host);
  for (const Arch arch : {host, other}) {
    if (arch == Arch::kUnknown || (arch == host && !rules.empty())) continue;
    RuleData rule;
    rule.fields.push_back(is(RuleKey::kArch, static_cast<std::uint32_t>(arch)));
    bool any = false;
    for (const Syscall call : calls) {
      const std::optional<std::uint32_t> number = syscall_number(arch, call);
      if (!number || *number >= RuleData::kMaxSyscalls) continue;
      rule.add_syscall(*number);
      any = true;
    }
    if (!any) continue;
    if (outcome != RuleOutcome::kBoth) {
      rule.fields.push_back(is(RuleKey::kSuccess, outcome == RuleOutcome::kSuccess ? 1 : 0));
    }
    rules.push_back(std::move(rule));
  }
  return rules;
}

}  // namespace knox::linux_audit

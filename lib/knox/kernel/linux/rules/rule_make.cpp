#include <sys/utsname.h>

#include <algorithm>

#include "knox/kernel/linux/rules/rule.h"

namespace knox::kernel {
namespace {

RuleField is(RuleKey key, std::uint32_t value) {
  return {.key = key, .op = RuleOp::kEqual, .value = value, .text = {}};
}

// Under setarch(8) uname(2) tells the 32-bit architecture, and rules for it alone would see little.
Arch wider(Arch arch) noexcept {
  if (sizeof(void*) < 8 || linux_audit::is_64_bit(arch)) return arch;
  for (const Arch wide : {Arch::kX86_64, Arch::kAarch64, Arch::kPpc64, Arch::kS390x, Arch::kMips64,
                          Arch::kMipsel64, Arch::kParisc64, Arch::kSparc64}) {
    if (host_arch_32(wide) == arch) return wide;
  }
  return arch;
}

void add_outcome(RuleData& rule, RuleOutcome outcome) {
  if (outcome == RuleOutcome::kBoth) return;
  rule.fields.push_back(is(RuleKey::kSuccess, outcome == RuleOutcome::kSuccess ? 1 : 0));
}

}  // namespace

Arch host_arch() noexcept {
  struct utsname system = {};
  if (::uname(&system) != 0) return Arch::kUnknown;
  return wider(linux_audit::parse_arch(system.machine).value_or(Arch::kUnknown));
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
    default: return linux_audit::is_64_bit(host) ? Arch::kUnknown : host;
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
      const std::optional<std::uint32_t> number = linux_audit::syscall_number(arch, call);
      if (!number || *number >= RuleData::kMaxSyscalls) continue;
      rule.add_syscall(*number);
      any = true;
    }
    if (!any) continue;
    add_outcome(rule, outcome);
    rules.push_back(std::move(rule));
  }
  return rules;
}

RuleData uring_rule(std::span<const std::uint32_t> operations, RuleOutcome outcome) {
  RuleData rule;
  rule.list = RuleList::kUringExit;
  for (const std::uint32_t operation : operations) rule.add_syscall(operation);
  add_outcome(rule, outcome);
  return rule;
}

}  // namespace knox::kernel

#include "knox/kernel/linux/arm_watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <utility>

#include "knox/linux_audit/names/arch.h"

namespace knox::kernel {
namespace {

// AUDIT_SYSCALL and so on: the records of an event of a system call that knox reads.
constexpr auto kParts = std::to_array<std::uint32_t>(
    {1300, 1302, 1303, 1304, 1306, 1307, 1309, 1317, 1318, 1320, 1321, 1322, 1323, 1327, 1336, 1337});

bool fits(std::uint32_t value, const RuleField& field) {
  switch (field.op) {
    case RuleOp::kEqual: return value == field.value;
    case RuleOp::kNotEqual: return value != field.value;
    case RuleOp::kLess: return value < field.value;
    case RuleOp::kLessOrEqual: return value <= field.value;
    case RuleOp::kGreater: return value > field.value;
    case RuleOp::kGreaterOrEqual: return value >= field.value;
    case RuleOp::kBitMask: return (value & field.value) != 0;
    case RuleOp::kBitTest: return (value & field.value) == field.value;
  }
  return true;
}

bool excludes_parts(const RuleData& rule) {
  return std::ranges::any_of(kParts, [&](std::uint32_t type) {
    return std::ranges::all_of(rule.fields, [&](const RuleField& field) {
      return field.key != RuleKey::kMsgtype || fits(type, field);
    });
  });
}

// Whether two rules both say something of that, and no call can meet both.
bool contradict(const RuleData& one, const RuleData& other, RuleKey key) {
  const RuleField* const a = one.find(key);
  const RuleField* const b = other.find(key);
  return a != nullptr && b != nullptr && a->op == RuleOp::kEqual && b->op == RuleOp::kEqual &&
         a->value != b->value;
}

// Whether there may be calls that meet both.
bool overlap(const RuleData& one, const RuleData& other) {
  if (one.list != other.list) return false;
  if (contradict(one, other, RuleKey::kArch) || contradict(one, other, RuleKey::kSuccess)) return false;
  const auto common = [](std::uint32_t a, std::uint32_t b) { return (a & b) != 0; };
  return !std::ranges::equal(one.mask, other.mask, std::not_fn(common));
}

bool has_key(const RuleData& rule, std::string_view key) {
  const RuleField* const field = rule.find(RuleKey::kKey);
  return field != nullptr && field->text == key;
}

// Rules of the same list behind this one, which the kernel does not come to any more where this fits.
bool hides(std::span<const RuleData> rules, std::size_t place, const Wanted& wanted) {
  return std::ranges::any_of(rules.subspan(place + 1), [&](const RuleData& behind) {
    const bool is_wanted =
        behind.action == RuleAction::kAlways && (wanted.key.empty() || has_key(behind, wanted.key));
    return is_wanted && overlap(rules[place], behind);
  });
}

std::string_view obstacle_of(std::span<const RuleData> rules, std::size_t place, const Wanted& wanted) {
  const RuleData& rule = rules[place];
  const bool is_never = rule.action == RuleAction::kNever;
  switch (rule.list) {
    case RuleList::kTask: return is_never ? "a rule keeps processes from being audited" : "";
    case RuleList::kExit:
    case RuleList::kUringExit:
      return is_never && hides(rules, place, wanted) ? "a rule hides some of what is wanted" : "";
    case RuleList::kExclude:  // where the action does not matter
      return excludes_parts(rule) ? "a rule takes away records" : "";
    case RuleList::kFilesystem: return is_never ? "a rule hides the files of a file system" : "";
    default: return {};
  }
}

}  // namespace

std::vector<std::string> obstacles(const KernelStatus& status, std::span<const RuleData> rules,
                                   const Wanted& wanted) {
  std::vector<std::string> found;
  if (status.enabled == 0) found.emplace_back(kAuditingIsOff);
  const auto left = static_cast<std::size_t>(
      std::ranges::count_if(rules, [&](const RuleData& rule) { return has_key(rule, wanted.key); }));
  if (!wanted.key.empty() && left < wanted.rules) {
    found.push_back(fmt::format("somebody has deleted {} of the {} audit rules with the key {}",
                                wanted.rules - left, wanted.rules, wanted.key));
  }
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const std::string_view obstacle = obstacle_of(rules, i, wanted);
    if (!obstacle.empty()) found.push_back(fmt::format("{}: {}", obstacle, rule_text(rules[i], host_arch())));
  }
  return found;
}

bool is_change(std::uint16_t type) noexcept {
  constexpr std::uint16_t kConfigChange = 1305;
  return type == kConfigChange;
}

bool turns_auditing_off(std::uint16_t type, std::string_view payload) noexcept {
  return is_change(type) && payload.find(" audit_enabled=0 ") != payload.npos &&
         payload.find(" res=1") != payload.npos;
}

std::vector<std::string> ObstacleNews::update(std::vector<std::string> now) {
  std::vector<std::string> news;
  std::ranges::copy_if(now, std::back_inserter(news), [&](const std::string& obstacle) {
    return std::ranges::find(known_, obstacle) == known_.end();
  });
  if (now.empty() && !known_.empty()) news.emplace_back("all is recorded again");
  known_ = std::move(now);
  return news;
}

std::vector<std::string> ObstacleNews::add(std::string_view obstacle) {
  if (std::ranges::find(known_, obstacle) != known_.end()) return {};
  known_.emplace_back(obstacle);
  return {std::string(obstacle)};
}

}  // namespace knox::kernel

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "knox/kernel/linux/rules/rule_values.h"

namespace knox::kernel {
namespace {

// AUDIT_COMPARE_* of linux/audit.h: which two ids one number compares.
struct Comparison {
  std::uint32_t number;
  std::string_view one, other;
};
constexpr auto kComparisons = std::to_array<Comparison>({
    {1, "uid", "obj_uid"},   {2, "gid", "obj_gid"},  {3, "euid", "obj_uid"}, {4, "egid", "obj_gid"},
    {5, "auid", "obj_uid"},  {6, "suid", "obj_uid"}, {7, "sgid", "obj_gid"}, {8, "fsuid", "obj_uid"},
    {9, "fsgid", "obj_gid"}, {10, "uid", "auid"},    {11, "uid", "euid"},    {12, "uid", "fsuid"},
    {13, "uid", "suid"},     {14, "auid", "fsuid"},  {15, "auid", "suid"},   {16, "auid", "euid"},
    {17, "euid", "suid"},    {18, "euid", "fsuid"},  {19, "suid", "fsuid"},  {20, "gid", "egid"},
    {21, "gid", "fsgid"},    {22, "gid", "sgid"},    {23, "egid", "fsgid"},  {24, "egid", "sgid"},
    {25, "sgid", "fsgid"},
});

}  // namespace

std::expected<RuleField, std::string> parse_comparison(std::string_view text) {
  const std::expected<FieldWords, std::string> words = split_field(text);
  if (!words) return std::unexpected(words.error());
  if (words->op != RuleOp::kEqual && words->op != RuleOp::kNotEqual) {
    return std::unexpected(fmt::format("{}: two ids are compared by = or !=", text));
  }
  const auto row = std::ranges::find_if(kComparisons, [&](const Comparison& of) {
    return (of.one == words->name && of.other == words->value) ||
           (of.one == words->value && of.other == words->name);
  });
  if (row == kComparisons.end()) {
    return std::unexpected(
        fmt::format("{}: the kernel compares two of auid, uid, euid, suid, fsuid and obj_uid, or two of gid, "
                    "egid, sgid, fsgid and obj_gid",
                    text));
  }
  return RuleField{.key = RuleKey::kCompare, .op = words->op, .value = row->number, .text = {}};
}

std::string comparison_text(const RuleField& field) {
  const auto row = std::ranges::find(kComparisons, field.value, &Comparison::number);
  if (row == kComparisons.end()) return fmt::format("{}", field.value);
  return fmt::format("{}{}{}", row->one, rule_op_text(field.op), row->other);
}

}  // namespace knox::kernel

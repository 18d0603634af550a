// The words of rules, for rule.h: lists, names of fields and operators, and which of them go together. The
// names of the fields, and what the kernel allows for each, are in tables/rule_fields.def.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "knox/kernel/linux/rules/rule.h"

namespace knox::kernel {

// How the value of a field is written; rule_values.cpp has the rest.
enum class RuleForm : std::uint8_t {
  kNumber,
  kArgument,
  kUser,
  kGroup,
  kSession,
  kExitValue,
  kYesOrNo,
  kArchName,
  kRecordType,
  kLabel,
  kPath,
  kKeyText,
  kPermissionLetters,
  kFileType,
  kFilesystem,
  kAddressFamily,
  kComparison
};
// kNumber for a field that has no name.
RuleForm rule_form(RuleKey key) noexcept;

// A list by auditctl's name, and the other way; empty for those that have none.
std::optional<RuleList> find_rule_list(std::string_view name) noexcept;
std::string_view rule_list_name(RuleList list) noexcept;

// "uid", and the other way. auditctl's name; empty for a field that has none.
std::optional<RuleKey> find_rule_key(std::string_view name) noexcept;
std::string_view rule_key_name(RuleKey key) noexcept;

// "!="; empty for a number that is no operator.
std::string_view rule_op_text(RuleOp op) noexcept;

// What a text like "uid>=1000" says.
struct FieldWords {
  std::string_view name, value;
  RuleOp op;
};
std::expected<FieldWords, std::string> split_field(std::string_view text);

// Why the kernel would refuse or never look at such a field in a rule of that list; empty if it would not.
std::string field_objection(RuleKey key, RuleOp op, RuleList list);

}  // namespace knox::kernel

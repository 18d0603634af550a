// The values of rules, for rule.h, as users write them.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "knox/kernel/linux/rules/rule_words.h"

namespace knox::kernel {

// A value as users write it, into `field`, whose key and operator are set. `host` is what b64 and b32 mean.
std::expected<void, std::string> parse_field_value(std::string_view text, Arch host, RuleField& field);
// And as auditctl -l writes it.
std::string field_value_text(const RuleField& field, Arch host);

// -C: "uid!=euid" and the other way.
std::expected<RuleField, std::string> parse_comparison(std::string_view text);
std::string comparison_text(const RuleField& field);

// "rwxa", any of them.
std::expected<std::uint32_t, std::string> parse_permissions(std::string_view text);

}  // namespace knox::kernel

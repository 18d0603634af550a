#include "knox/linux_audit/enriched.h"

#include <algorithm>

#include "knox/linux_audit/value.h"

namespace knox::linux_audit {

namespace {

// Whether `upper` is `key` in capitals: OLD-AUID of old-auid.
bool is_upper_of(std::string_view upper, std::string_view key) noexcept {
  return std::ranges::equal(upper, key,
                            [](char u, char k) { return u == (k >= 'a' && k <= 'z' ? k - 32 : k); });
}

}  // namespace

std::string_view enriched_name(const Record& record, std::string_view key) noexcept {
  const std::span<const Field> fields = record.fields();
  // They are the last ones of a record.
  for (auto field = fields.rbegin(); field != fields.rend() && field->part == Part::kEnriched; ++field) {
    if (!is_upper_of(field->key, key)) continue;
    const std::string_view name = is_quoted(field->value) ? unquote(field->value) : field->value;
    return name == "unset" || name.starts_with("unknown(") ? std::string_view() : name;
  }
  return {};
}

std::string_view user_name(const Record& record, std::string_view key, std::uint32_t uid, os::Names& names) {
  if (uid == kUnsetId) return {};
  const std::string_view name = enriched_name(record, key);
  return name.empty() ? names.user(uid) : name;
}

std::string_view group_name(const Record& record, std::string_view key, std::uint32_t gid, os::Names& names) {
  if (gid == kUnsetId) return {};
  const std::string_view name = enriched_name(record, key);
  return name.empty() ? names.group(gid) : name;
}

}  // namespace knox::linux_audit

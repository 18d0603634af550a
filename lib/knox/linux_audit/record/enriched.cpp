#include "knox/linux_audit/record/enriched.h"

#include <algorithm>

#include "knox/linux_audit/record/value.h"

namespace knox::linux_audit {

namespace {

// Whether `upper` is `key` in capitals: OLD-AUID of old-auid.
bool is_upper_of(std::string_view upper, std::string_view key) noexcept {
  return std::ranges::equal(upper, key,
                            [](char u, char k) { return u == (k >= 'a' && k <= 'z' ? k - 32 : k); });
}

// They are the last ones of a record.
std::span<const Field> enriched_part(std::span<const Field> fields) noexcept {
  std::size_t begin = fields.size();
  while (begin > 0 && fields[begin - 1].part == Part::kEnriched) --begin;
  return fields.subspan(begin);
}

// The field number `n`, counted from 0, of those for which `is` holds.
template <class Is>
const Field* nth(std::span<const Field> fields, std::ptrdiff_t n, Is is) noexcept {
  const auto found = std::ranges::find_if(fields, [&](const Field& field) { return is(field) && n-- == 0; });
  return found == fields.end() ? nullptr : &*found;
}

}  // namespace

const Field* named_field(const Record& record, const Field& enriched) noexcept {
  const std::span<const Field> names = enriched_part(record.fields());
  const auto before = std::ranges::count(names.data(), &enriched, enriched.key, &Field::key);
  const auto plain = record.fields().first(record.fields().size() - names.size());
  return nth(plain, before, [&](const Field& field) { return is_upper_of(enriched.key, field.key); });
}

std::string_view name_in(const Field& enriched) noexcept {
  const std::string_view name = is_quoted(enriched.value) ? unquote(enriched.value) : enriched.value;
  return name == "unset" || name.starts_with("unknown(") ? std::string_view() : name;
}

std::string_view enriched_name(const Record& record, std::string_view key, std::string_view value) noexcept {
  const std::span<const Field> names = enriched_part(record.fields());
  if (names.empty()) return {};
  std::ptrdiff_t before = 0;
  for (const Field& field : record.fields()) {
    if (field.value.data() >= value.data() || field.part == Part::kEnriched) break;
    before += field.key == key ? 1 : 0;
  }
  const Field* const name =
      nth(names, before, [&](const Field& field) { return is_upper_of(field.key, key); });
  return name == nullptr ? std::string_view() : name_in(*name);
}

std::string_view enriched_name(const Record& record, std::string_view key) noexcept {
  const std::span<const Field> names = enriched_part(record.fields());
  const Field* const name = nth(names, 0, [&](const Field& field) { return is_upper_of(field.key, key); });
  return name == nullptr ? std::string_view() : name_in(*name);
}

void tell_enriched_names(const Record& record, const event::ProcessIds& ids, os::Names& names) {
  const auto tell = [&](std::string_view key, std::optional<std::uint32_t> id, auto to) {
    const std::string_view name = enriched_name(record, key);
    if (id && *id != kUnsetId && !name.empty()) (names.*to)(*id, name);
  };
  tell("auid", ids.auid, &os::Names::tell_user);
  tell("uid", ids.ruid, &os::Names::tell_user);
  tell("euid", ids.euid, &os::Names::tell_user);
  tell("gid", ids.rgid, &os::Names::tell_group);
  tell("egid", ids.egid, &os::Names::tell_group);
}

}  // namespace knox::linux_audit

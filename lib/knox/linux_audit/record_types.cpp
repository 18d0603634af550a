#include "knox/linux_audit/record_types.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>

#include "knox/linux_audit/name_map.h"

namespace knox::linux_audit {
namespace {

struct Row {
  RecordType type;
  std::string_view name;
};

constexpr auto kRows = std::to_array<Row>({
#define RECORD_TYPE(number, name) {RecordType::name, #name},
#define ALIAS(number, name)
#include "knox/linux_audit/tables/record_types.def"
#undef RECORD_TYPE
#undef ALIAS
});
static_assert(std::ranges::adjacent_find(kRows, std::ranges::greater_equal(), &Row::type) == kRows.end());
static_assert(std::ranges::all_of(kRows, [](const Row& row) { return row.name.size() <= 32; }));

constexpr auto kAllRows = std::to_array<Row>({
#define RECORD_TYPE(number, name) {RecordType::name, #name},
#define ALIAS(number, name) {static_cast<RecordType>(number), name},
#include "knox/linux_audit/tables/record_types.def"
#undef RECORD_TYPE
#undef ALIAS
});
constexpr NameMap kNames(kAllRows, &Row::name);

}  // namespace

std::string_view record_type_name(RecordType type) noexcept {
  const auto row = std::ranges::lower_bound(kRows, type, {}, &Row::type);
  return row != kRows.end() && row->type == type ? row->name : std::string_view();
}

std::optional<RecordType> parse_record_type(std::string_view text) noexcept {
  const std::size_t place = kNames.find(text);
  if (place < kAllRows.size()) return kAllRows[place].type;

  constexpr std::string_view kUnknown = "UNKNOWN[";
  if (text.starts_with(kUnknown) && text.ends_with(']')) {
    text.remove_prefix(kUnknown.size());
    text.remove_suffix(1);
  }
  std::uint16_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end) return std::nullopt;
  return static_cast<RecordType>(number);
}

}  // namespace knox::linux_audit

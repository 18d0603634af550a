#include "knox/linux_audit/names/record_types.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>

#include "knox/linux_audit/names/name_map.h"

namespace knox::linux_audit {
namespace {

struct Row {
  RecordType type;
  std::string_view name;
};

constexpr auto kRows = std::to_array<Row>({
#define RECORD_TYPE(number, name) {RecordType::name, #name},
#include "knox/linux_audit/tables/record_types.def"
});
static_assert(std::ranges::adjacent_find(kRows, std::ranges::greater_equal(), &Row::type) == kRows.end());
static_assert(std::ranges::all_of(kRows, [](const Row& row) { return row.name.size() <= 32; }));

// The places of the rows by number, since every record asks for its name.
constexpr std::size_t kFirst = static_cast<std::size_t>(kRows.front().type);
constexpr std::size_t kNumbers = static_cast<std::size_t>(kRows.back().type) + 1 - kFirst;
constexpr auto kPlaces = [] {
  std::array<std::uint8_t, kNumbers> places;
  static_assert(kRows.size() < 0xff);
  places.fill(0xff);
  for (std::size_t i = 0; i < kRows.size(); ++i)
    places[static_cast<std::size_t>(kRows[i].type) - kFirst] = static_cast<std::uint8_t>(i);
  return places;
}();

constexpr auto kAllRows = std::to_array<Row>({
#define RECORD_TYPE(number, name) {RecordType::name, #name},
#define ALIAS(number, name) {static_cast<RecordType>(number), name},
#include "knox/linux_audit/tables/record_types.def"
});
constexpr NameMap kNames(kAllRows, &Row::name);

}  // namespace

std::string_view record_type_name(RecordType type) noexcept {
  const std::size_t index = static_cast<std::size_t>(type) - kFirst;
  if (index >= kNumbers || kPlaces[index] >= kRows.size()) return {};
  return kRows[kPlaces[index]].name;
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

#include "knox/base/size.h"

#include <charconv>

namespace knox {

std::optional<std::uint64_t> parse_size(std::string_view text) noexcept {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit.empty()) return number;
  constexpr std::string_view kUnits = "kKmMgGtT";
  const std::size_t at = kUnits.find(unit.front());
  if (at != kUnits.npos) unit.remove_prefix(1);
  if (!unit.empty() && unit != "B" && unit != "b" && (at == kUnits.npos || unit != "iB")) return std::nullopt;
  const unsigned shift = at == kUnits.npos ? 0 : 10 * static_cast<unsigned>(at / 2 + 1);
  if (number > UINT64_MAX >> shift) return std::nullopt;
  return number << shift;
}

}  // namespace knox

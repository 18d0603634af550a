#include "knox/base/time_span.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace knox {

namespace {

struct Unit {
  std::string_view name;  // also with an s behind it
  std::string_view shorter, shortest;
  std::uint64_t seconds;
};
constexpr std::array kUnits = {Unit{"second", "sec", "s", 1}, Unit{"minute", "min", "m", 60},
                               Unit{"hour", "hour", "h", 60 * 60}, Unit{"day", "day", "d", 24 * 60 * 60},
                               Unit{"week", "week", "w", 7 * 24 * 60 * 60}};

bool is_unit(const Unit& unit, std::string_view word) noexcept {
  const bool is_plural = word.ends_with('s') && word.substr(0, word.size() - 1) == unit.name;
  return is_plural || word == unit.name || word == unit.shorter || word == unit.shortest;
}

}  // namespace

std::optional<std::uint64_t> take_span(std::string_view& text) noexcept {
  constexpr std::size_t kMostDigits = 9;
  std::uint64_t number = 0;
  const char* const begin = text.data();
  const auto [last, error] = std::from_chars(begin, begin + text.size(), number);
  const auto digits = static_cast<std::size_t>(last - begin);  // not negative
  if (error != std::errc() || digits > kMostDigits) return std::nullopt;
  std::string_view rest = text.substr(digits);
  if (rest.starts_with(' ')) rest.remove_prefix(1);
  const std::string_view word = rest.substr(0, rest.find(' '));
  const auto unit = std::ranges::find_if(kUnits, [&](const Unit& one) { return is_unit(one, word); });
  if (unit == kUnits.end()) return std::nullopt;
  text = rest.substr(word.size());
  return number * unit->seconds;
}

std::optional<std::uint64_t> parse_span(std::string_view text) noexcept {
  const std::optional<std::uint64_t> seconds = take_span(text);
  return text.empty() ? seconds : std::nullopt;
}

}  // namespace knox

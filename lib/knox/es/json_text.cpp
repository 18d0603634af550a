#include "knox/es/json_text.h"

#include <chrono>
#include <cstdint>

#include "knox/base/scan.h"

namespace knox::es {

namespace {

// Cuts off "Z", or "+05:30".
bool take_zone(std::string_view& text, std::int64_t& east) noexcept {
  if (text.ends_with('Z')) {
    text.remove_suffix(1);
    return true;
  }
  constexpr std::size_t kSize = 6;
  if (text.size() < kSize) return false;
  const std::string_view zone = text.substr(text.size() - kSize);
  for (const std::size_t digit : {1U, 2U, 4U, 5U}) {
    if (!is_digit(zone[digit])) return false;
  }
  if ((zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return false;
  const int hours = (zone[1] - '0') * 10 + zone[2] - '0', minutes = (zone[4] - '0') * 10 + zone[5] - '0';
  if (hours > 23 || minutes > 59) return false;
  east = (hours * 60 + minutes) * 60;
  if (zone[0] == '-') east = -east;
  text.remove_suffix(kSize);
  return true;
}

}  // namespace

void read_time(std::string_view token, Time& time, int& digits) noexcept {
  constexpr std::string_view kShape = "\"0000-00-00T00:00:00";
  if (token.size() < kShape.size() + 2 || !token.ends_with('"')) return;
  token.remove_suffix(1);
  std::int64_t east = 0;  // seconds
  if (!take_zone(token, east) || token.size() < kShape.size()) return;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    if (kShape[i] == '0' ? !is_digit(token[i]) : token[i] != kShape[i]) return;
  }
  const auto number = [&](std::size_t at, std::size_t size) {
    std::uint32_t value = 0;
    for (const char c : token.substr(at, size)) value = value * 10 + static_cast<std::uint32_t>(c - '0');
    return value;
  };
  const std::uint32_t year = number(1, 4), month = number(6, 2), day = number(9, 2), hour = number(12, 2),
                      minute = number(15, 2), second = number(18, 2);
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 ||
      second > 60) {
    return;
  }
  std::string_view fraction = token.substr(kShape.size());
  if (!fraction.empty() && fraction.front() != '.') return;
  if (!fraction.empty()) fraction.remove_prefix(1);
  std::uint32_t nanoseconds = 0;
  for (std::size_t i = 0; i < fraction.size(); ++i) {
    if (!is_digit(fraction[i])) return;
    if (i < 9) nanoseconds = nanoseconds * 10 + static_cast<std::uint32_t>(fraction[i] - '0');
  }
  for (std::size_t i = fraction.size(); i < 9; ++i) nanoseconds *= 10;
  const std::chrono::sys_days days =
      std::chrono::year(static_cast<int>(year)) / std::chrono::month(month) / std::chrono::day(day);
  const auto date = static_cast<std::uint64_t>(days.time_since_epoch().count());
  const std::uint64_t local = date * 86'400 + hour * 3600 + minute * 60 + second;
  if (east > 0 && local < static_cast<std::uint64_t>(east)) return;  // before 1970
  time = {local - static_cast<std::uint64_t>(east), nanoseconds};
  digits = fraction.empty() ? 0 : fraction.size() <= 3 ? 3 : fraction.size() <= 6 ? 6 : 9;
}

}  // namespace knox::es

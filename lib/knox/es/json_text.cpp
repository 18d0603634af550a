#include "knox/es/json_text.h"

#include <chrono>
#include <cstdint>

#include "knox/base/scan.h"

namespace knox::es {

void read_time(std::string_view token, Time& time, int& digits) noexcept {
  constexpr std::string_view kShape = "\"0000-00-00T00:00:00";
  if (token.size() < kShape.size() + 2 || !token.ends_with("Z\"")) return;
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
  std::string_view fraction = token.substr(kShape.size(), token.size() - kShape.size() - 2);
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
  time = {date * 86'400 + hour * 3600 + minute * 60 + second, nanoseconds};
  digits = fraction.empty() ? 0 : fraction.size() <= 3 ? 3 : fraction.size() <= 6 ? 6 : 9;
}

}  // namespace knox::es

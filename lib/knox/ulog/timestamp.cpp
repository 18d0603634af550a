#include "knox/ulog/timestamp.h"

#include <chrono>
#include <cstring>
#include <string>

#include "knox/base/scan.h"

namespace knox::ulog {

namespace {

constexpr std::size_t kSecond = 19;  // of a time up to its seconds, in bytes

unsigned two(const char* at) noexcept {
  return static_cast<unsigned>(at[0] - '0') * 10 + static_cast<unsigned>(at[1] - '0');
}

bool are_two(std::string_view text, std::size_t at) noexcept {
  return is_digit(text[at]) && is_digit(text[at + 1]);
}

// +0530, -08:00 or Z; its size, 0: there is none.
std::size_t zone_size(std::string_view text) noexcept {
  if (text.starts_with('Z')) return 1;
  if (text.size() < 5 || (text[0] != '+' && text[0] != '-') || !are_two(text, 1)) return 0;
  const std::size_t colon = text[3] == ':' ? 1U : 0U;
  return text.size() >= 5 + colon && are_two(text, 3 + colon) ? 5 + colon : 0;
}

}  // namespace

bool has_time_form(std::string_view text) noexcept {
  return text.size() >= kSecond && text[4] == '-' && text[7] == '-' && (text[10] == ' ' || text[10] == 'T') &&
         text[13] == ':' && text[16] == ':' && are_two(text, 0) && are_two(text, 17);
}

// Of a minute in that zone; nothing: there is no such day.
std::optional<std::int64_t> TimestampReader::first_second(std::string_view minute, std::string_view zone) {
  for (const std::size_t place : {0U, 2U, 5U, 8U, 11U, 14U}) {
    if (!are_two(minute, place)) return std::nullopt;
  }
  const unsigned year = two(minute.data()) * 100 + two(minute.data() + 2);
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)),
                                         std::chrono::month(two(minute.data() + 5)),
                                         std::chrono::day(two(minute.data() + 8))};
  const unsigned hour = two(minute.data() + 11), minutes = two(minute.data() + 14);
  if (!date.ok() || hour > 23 || minutes > 59) return std::nullopt;
  if (zone.empty()) {
    std::string local(minute);
    local[10] = ' ';
    const Result<Time> time = parse_time(local + ":00");
    east_ = std::nullopt;
    return time ? std::optional(static_cast<std::int64_t>(time->seconds)) : std::nullopt;
  }
  int east = 0;
  if (zone.size() > 1) east = static_cast<int>(two(&zone[1]) * 60 + two(&zone[zone.size() - 2]));
  if (zone[0] == '-') east = -east;
  east_ = east;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return days * 86'400 + static_cast<int>(hour * 3600 + minutes * 60) - east * 60;
}

bool TimestampReader::read(std::string_view text, Timestamp& stamp) {
  if (!has_time_form(text)) return false;
  const unsigned second = two(text.data() + 17);
  std::size_t at = kSecond;
  std::uint32_t nanoseconds = 0;
  int digits = 0;
  if (at < text.size() && text[at] == '.') {
    for (++at; at < text.size() && is_digit(text[at]) && digits < 9; ++at, ++digits)
      nanoseconds = nanoseconds * 10 + static_cast<std::uint32_t>(text[at] - '0');
    if (digits == 0) return false;
    for (int i = digits; i < 9; ++i) nanoseconds *= 10;
  }
  const std::string_view zone = text.substr(at, zone_size(text.substr(at)));
  const bool is_known =
      std::memcmp(minute_, text.data(), kMinute) == 0 && zone == std::string_view(zone_, zone_size_);
  if (!is_known) {
    const std::optional<std::int64_t> first = first_second(text.substr(0, kMinute), zone);
    if (!first) {
      minute_[0] = '\0';
      return false;
    }
    text.copy(minute_, kMinute);
    zone_size_ = zone.copy(zone_, sizeof zone_);
    seconds_ = *first;
  }
  const std::int64_t seconds = seconds_ + second;
  if (second > 60 || seconds < 0) return false;
  const int shown = digits == 0 ? 0 : digits <= 3 ? 3 : digits <= 6 ? 6 : 9;
  stamp = {{static_cast<std::uint64_t>(seconds), nanoseconds}, shown, east_, at + zone.size()};
  return true;
}

}  // namespace knox::ulog

// Times: 2016-01-12 19:41:37.774236-0800.
#include <chrono>

#include "knox/tracev3/bytes/append.h"
#include "knox/tracev3/bytes/little.h"
#include "knox/tracev3/message/decode.h"

namespace knox::tracev3 {

namespace {

// In a zone that is so many minutes west of UTC. `digits` of the fraction: 0, 6 or 9. A second that no year
// of four digits has stays a number.
void append_time(std::int64_t seconds, std::uint32_t fraction, int digits, int minutes_west,
                 std::string& text) {
  constexpr std::int64_t kEarliest = -62'135'596'800, kLatest = 253'402'300'799;  // years 1 to 9999
  constexpr std::int64_t kDay = 86'400;
  if (seconds < kEarliest + kDay || seconds > kLatest - kDay) return append_decimal(seconds, text);
  const std::int64_t local = seconds - std::int64_t{60} * minutes_west;
  const std::int64_t days = (local >= 0 ? local : local - (kDay - 1)) / kDay;
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  const auto second = static_cast<std::uint64_t>(local - days * kDay);  // of the day
  append_padded(static_cast<std::uint64_t>(static_cast<int>(date.year())), 4, text);
  text += '-';
  append_padded(static_cast<unsigned>(date.month()), 2, text);
  text += '-';
  append_padded(static_cast<unsigned>(date.day()), 2, text);
  text += ' ';
  append_padded(second / 3600, 2, text);
  text += ':';
  append_padded(second / 60 % 60, 2, text);
  text += ':';
  append_padded(second % 60, 2, text);
  if (digits != 0) {
    text += '.';
    append_padded(fraction, digits, text);
  }
  const auto offset = static_cast<std::uint64_t>(minutes_west < 0 ? -minutes_west : minutes_west);
  text += minutes_west > 0 ? '-' : '+';
  append_padded(offset / 60, 2, text);
  append_padded(offset % 60, 2, text);
}

// The zone of a hostile record is less than a day.
int sane_zone(int minutes_west) {
  return minutes_west > -1440 && minutes_west < 1440 ? minutes_west : 0;
}

}  // namespace

Decoded decode_time(const Decoder&, const Value& value, int minutes_west, std::string& text) {
  if (!value.is_scalar(4) && !value.is_scalar(8)) return Decoded::kMismatch;
  append_time(value.as_signed(), 0, 0, sane_zone(minutes_west), text);
  return Decoded::kDone;
}

Decoded decode_timeval(const Decoder&, const Value& value, int minutes_west, std::string& text) {
  if (value.kind != ItemKind::kData) return Decoded::kMismatch;
  if (value.bytes.size() != 16) return value.is_truncated ? Decoded::kMissing : Decoded::kMismatch;
  const auto seconds = load_little<std::uint64_t>(value.bytes.data());
  const auto microseconds = load_little<std::uint32_t>(value.bytes.data() + 8);
  append_time(static_cast<std::int64_t>(seconds), microseconds, 6, sane_zone(minutes_west), text);
  return Decoded::kDone;
}

Decoded decode_timespec(const Decoder&, const Value& value, int minutes_west, std::string& text) {
  if (value.kind != ItemKind::kData) return Decoded::kMismatch;
  if (value.bytes.size() != 16) return value.is_truncated ? Decoded::kMissing : Decoded::kMismatch;
  const auto seconds = load_little<std::uint64_t>(value.bytes.data());
  const auto nanoseconds = static_cast<std::uint32_t>(load_little<std::uint64_t>(value.bytes.data() + 8));
  append_time(static_cast<std::int64_t>(seconds), nanoseconds, 9, sane_zone(minutes_west), text);
  return Decoded::kDone;
}

}  // namespace knox::tracev3

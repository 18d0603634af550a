#include "knox/base/time.h"

#include <time.h>

#include <charconv>
#include <chrono>
#include <iterator>
#include <limits>
#include <optional>

namespace knox {
namespace {

namespace chrono = std::chrono;

constexpr std::uint64_t kDay = 24 * 60 * 60;

// ---- from seconds to text

struct Civil {
  std::uint64_t year;
  unsigned month, day;  // from 1
  unsigned weekday;     // 0: Sunday
  unsigned hour, minute, second;
};

// The calendar repeats itself every 400 years, down to the days of the week, so <chrono>'s, which ends in the
// year 32767, is enough for all 64 bits.
Civil civil_in_utc(std::uint64_t seconds) {
  constexpr std::uint64_t kDaysIn400Years = 146097;
  const std::uint64_t days = seconds / kDay;
  const chrono::sys_days day{chrono::days(days % kDaysIn400Years)};
  const chrono::year_month_day date(day);
  const auto time = static_cast<unsigned>(seconds % kDay);
  return {static_cast<std::uint64_t>(static_cast<int>(date.year())) + days / kDaysIn400Years * 400,
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          chrono::weekday(day).c_encoding(),
          time / 3600,
          time / 60 % 60,
          time % 60};
}

std::optional<tm> local_tm(time_t seconds) {
  tm parts;
  if (localtime_r(&seconds, &parts) == nullptr) return std::nullopt;
  return parts;
}

Civil civil_here(std::uint64_t seconds) {
  if (seconds <= static_cast<std::uint64_t>(std::numeric_limits<time_t>::max())) {
    if (const std::optional<tm> parts = local_tm(static_cast<time_t>(seconds))) {
      const auto positive = [](int n) { return static_cast<unsigned>(n); };
      return {static_cast<std::uint64_t>(std::int64_t{parts->tm_year} + 1900),
              positive(parts->tm_mon) + 1,
              positive(parts->tm_mday),
              positive(parts->tm_wday),
              positive(parts->tm_hour),
              positive(parts->tm_min),
              positive(parts->tm_sec)};
    }
  }
  return civil_in_utc(seconds);
}

char* put_two(char* at, unsigned value) {
  std::memcpy(at, kDigitPairs + value * 2, 2);
  return at + 2;
}
char* put_three(char* at, const char* names, unsigned index) {
  std::memcpy(at, names + index * 3, 3);
  return at + 3;
}
char* put_clock(char* at, const Civil& c) {
  at = put_two(at, c.hour);
  *at++ = ':';
  at = put_two(at, c.minute);
  *at++ = ':';
  return put_two(at, c.second);
}

}  // namespace

void UtcFormat::set(std::uint64_t second) {
  const Civil c = civil_in_utc(second);
  char* at = std::to_chars(text_, std::end(text_), c.year).ptr;
  *at++ = '-';
  at = put_two(at, c.month);
  *at++ = '-';
  at = put_two(at, c.day);
  *at++ = 'T';
  at = put_clock(at, c);
  size_ = static_cast<std::size_t>(at - text_);
  second_ = second;
}

bool TimeFormat::is_local_ = false;

void TimeFormat::use_local() {
  tzset();  // localtime_r() alone need not
  is_local_ = true;
}

// The local time is that of UTC so many seconds away.
void TimeFormat::put_local(Pen& pen, Time time, int digits) {
  constexpr std::uint64_t kLast = std::numeric_limits<time_t>::max() - kDay;
  const std::optional<tm> parts =
      time.seconds <= kLast ? local_tm(static_cast<time_t>(time.seconds)) : std::nullopt;
  const std::int64_t offset = parts ? std::int64_t{parts->tm_gmtoff} / 60 : 0;
  const bool is_west = offset < 0;
  const auto minutes = static_cast<std::uint32_t>(is_west ? -offset : offset);
  const std::uint64_t away = std::uint64_t{minutes} * 60;
  if (is_west && away > time.seconds) return utc_.put(pen, time, digits);  // before 1970
  time.seconds = is_west ? time.seconds - away : time.seconds + away;
  utc_.put(pen, time, digits);
  pen.at(pen.at() - 1);  // Z
  pen.put(is_west ? '-' : '+').padded(minutes / 60, 2).put(':').padded(minutes % 60, 2);
}

LocalFormat::LocalFormat() {
  tzset();  // localtime_r() alone need not
  set(0);
}

void LocalFormat::set(std::uint64_t second) {
  const Civil c = civil_here(second);
  char* at = put_three(text_, "SunMonTueWedThuFriSat", c.weekday);
  *at++ = ' ';
  at = put_three(at, "JanFebMarAprMayJunJulAugSepOctNovDec", c.month - 1);
  *at++ = ' ';
  put_two(at, c.day);
  if (c.day < 10) *at = ' ';
  at[2] = ' ';
  at = put_clock(at + 3, c);
  *at++ = ' ';
  at = std::to_chars(at, std::end(text_), c.year).ptr;
  size_ = static_cast<std::size_t>(at - text_);
  second_ = second;
}

// ---- from text to seconds

namespace {

// Takes the text apart from the left. What is not there fails for good, like a Cursor's fetch.
class Scan {
 public:
  explicit Scan(std::string_view text) : left_(text) {}

  bool done() const { return left_.empty(); }
  bool all() const { return ok_ && left_.empty(); }

  bool take(char c) {
    const bool there = left_.starts_with(c);
    if (there) left_.remove_prefix(1);
    return there;
  }
  void need(bool there) { ok_ &= there; }

  // The next n digits, which must make a number up to `most`.
  int number(std::size_t n, int most) {
    int value = 0;
    for (std::size_t i = 0; i < n; ++i) value = value * 10 + digit();
    need(value <= most);
    return value;
  }
  bool at_digit() const { return ok_ && !left_.empty() && left_[0] >= '0' && left_[0] <= '9'; }
  int digit() {
    need(at_digit());
    if (!ok_) return 0;
    const int value = left_[0] - '0';
    left_.remove_prefix(1);
    return value;
  }

 private:
  std::string_view left_;
  bool ok_ = true;
};

struct Clock {
  int hour = 0, minute = 0, second = 0;
  std::uint32_t nanoseconds = 0;
};

Error not_a(std::string_view what) {
  return {.code = Code::kBadValue, .what = what};
}

// YYYYMMDD or YYYY-MM-DD.
chrono::year_month_day scan_date(Scan& in, bool& dashed) {
  const int year = in.number(4, 9999);
  dashed = in.take('-');
  const int month = in.number(2, 12);
  if (dashed) in.need(in.take('-'));
  const int day = in.number(2, 31);
  const chrono::year_month_day date{chrono::year(year), chrono::month(static_cast<unsigned>(month)),
                                    chrono::day(static_cast<unsigned>(day))};
  in.need(date.ok());
  return date;
}

// HH[MM[SS]]
Clock scan_compact_clock(Scan& in) {
  Clock clock;
  clock.hour = in.number(2, 23);
  if (!in.done()) clock.minute = in.number(2, 59);
  if (!in.done()) clock.second = in.number(2, 60);
  return clock;
}

// HH:MM[:SS[.fraction]]
Clock scan_clock(Scan& in) {
  Clock clock;
  clock.hour = in.number(2, 23);
  in.need(in.take(':'));
  clock.minute = in.number(2, 59);
  if (in.take(':')) {
    clock.second = in.number(2, 60);
    if (in.take('.')) {
      in.need(in.at_digit());
      for (std::uint32_t unit = 100'000'000; in.at_digit(); unit /= 10) {
        clock.nanoseconds += unit * static_cast<std::uint32_t>(in.digit());
      }
    }
  }
  return clock;
}

// Z or +01:00; seconds east of Greenwich.
std::int64_t scan_zone(Scan& in) {
  if (in.take('Z') || in.take('z')) return 0;
  const bool west = in.take('-');
  if (!west) in.need(in.take('+'));
  const int hours = in.number(2, 23);
  in.take(':');
  const int minutes = in.number(2, 59);
  const std::int64_t offset = hours * 3600 + minutes * 60;
  return west ? -offset : offset;
}

std::int64_t seconds_in_utc(chrono::year_month_day date, const Clock& clock) {
  const std::int64_t days = chrono::sys_days(date).time_since_epoch().count();
  return days * static_cast<std::int64_t>(kDay) + clock.hour * 3600 + clock.minute * 60 + clock.second;
}

std::int64_t seconds_here(chrono::year_month_day date, const Clock& clock) {
  tm parts{};
  parts.tm_year = static_cast<int>(date.year()) - 1900;
  parts.tm_mon = static_cast<int>(static_cast<unsigned>(date.month())) - 1;
  parts.tm_mday = static_cast<int>(static_cast<unsigned>(date.day()));
  parts.tm_hour = clock.hour;
  parts.tm_min = clock.minute;
  parts.tm_sec = clock.second;
  parts.tm_isdst = -1;  // unknown
  return mktime(&parts);
}

// The first second with that local date. It is searched for, because midnight may be skipped or come twice,
// and mktime() leaves open what it makes of either.
std::int64_t first_second_here(chrono::year_month_day date) {
  const auto begun = [&](std::int64_t seconds) {
    const std::optional<tm> parts = local_tm(static_cast<time_t>(seconds));
    if (!parts) return false;
    return chrono::year_month_day{chrono::year(parts->tm_year + 1900),
                                  chrono::month(static_cast<unsigned>(parts->tm_mon) + 1),
                                  chrono::day(static_cast<unsigned>(parts->tm_mday))} >= date;
  };
  constexpr std::int64_t kFarthestZone = 26 * 3600;
  std::int64_t low = seconds_in_utc(date, {}) - kFarthestZone;
  std::int64_t high = low + 2 * kFarthestZone;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (begun(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

}  // namespace

Result<Time> parse_time(std::string_view text) {
  tzset();
  Scan in(text);
  bool dashed = false;
  const chrono::year_month_day date = scan_date(in, dashed);
  Clock clock;
  std::int64_t seconds = -1;
  if (in.all()) {
    seconds = first_second_here(date);
  } else if (!dashed) {
    clock = scan_compact_clock(in);
    if (in.all()) seconds = seconds_here(date, clock);
  } else {
    in.need(in.take('T') || in.take('t') || in.take(' '));
    clock = scan_clock(in);
    if (in.all()) {
      seconds = seconds_here(date, clock);
    } else {
      const std::int64_t offset = scan_zone(in);
      if (in.all()) seconds = seconds_in_utc(date, clock) - offset;
    }
  }
  if (seconds < 0) return std::unexpected(not_a("time"));
  return Time{static_cast<std::uint64_t>(seconds), clock.nanoseconds};
}

Result<Day> parse_day(std::string_view text) {
  tzset();
  Scan in(text);
  bool dashed = false;
  const chrono::year_month_day date = scan_date(in, dashed);
  if (!in.all()) return std::unexpected(not_a("date"));
  const std::int64_t begin = first_second_here(date);
  if (begin < 0) return std::unexpected(not_a("date"));
  const std::int64_t end = first_second_here(chrono::sys_days(date) + chrono::days(1));
  return Day{{static_cast<std::uint64_t>(begin), 0}, {static_cast<std::uint64_t>(end), 0}};
}

}  // namespace knox

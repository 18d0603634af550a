#include "knox/base/time_words.h"

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "knox/base/time_span.h"

namespace knox {
namespace {

Time read_clock(clockid_t id) {
  timespec time{};
  if (clock_gettime(id, &time) != 0 || time.tv_sec < 0) return {};
  return {static_cast<std::uint64_t>(time.tv_sec), static_cast<std::uint32_t>(time.tv_nsec)};
}

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

// Takes a number of some digits off the front of a text; nullopt: there is none.
std::optional<unsigned> take_number(std::string_view& text, std::size_t least, std::size_t most) noexcept {
  unsigned number = 0;
  std::size_t size = 0;
  while (size < text.size() && size < most && is_digit(text[size]))
    number = number * 10 + static_cast<unsigned>(text[size++] - '0');
  if (size < least) return std::nullopt;
  text.remove_prefix(size);
  return number;
}

bool take(std::string_view& text, std::string_view front) noexcept {
  const bool is_there = text.starts_with(front);
  if (is_there) text.remove_prefix(front.size());
  return is_there;
}

// ".182" off the front; digits after the nanoseconds are dropped. nullopt: no digits behind the point.
std::optional<std::uint32_t> take_fraction(std::string_view& text) noexcept {
  if (!take(text, ".")) return 0;
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  std::uint32_t nanoseconds = 0;
  for (std::uint32_t unit = 100'000'000; !text.empty() && is_digit(text.front()); unit /= 10) {
    nanoseconds += unit * static_cast<std::uint32_t>(text.front() - '0');
    text.remove_prefix(1);
  }
  return nanoseconds;
}

struct TimeOfDay {
  unsigned hour = 0, minute = 0, second = 0;
  std::uint32_t nanoseconds = 0;
};

std::optional<TimeOfDay> parse_time_of_day(std::string_view text) noexcept {
  const std::optional<unsigned> hour = take_number(text, 1, 2);
  if (!hour || *hour > 23 || !take(text, ":")) return std::nullopt;
  const std::optional<unsigned> minute = take_number(text, 2, 2);
  if (!minute || *minute > 59) return std::nullopt;
  TimeOfDay time{.hour = *hour, .minute = *minute};
  if (text.empty()) return time;
  const std::optional<unsigned> second = take(text, ":") ? take_number(text, 2, 2) : std::nullopt;
  const std::optional<std::uint32_t> fraction = second ? take_fraction(text) : std::nullopt;
  if (!fraction || *second > 59 || !text.empty()) return std::nullopt;
  time.second = *second;
  time.nanoseconds = *fraction;
  return time;
}

bool to_local(std::uint64_t seconds, tm& parts) {
  const auto time = static_cast<time_t>(seconds);
  return localtime_r(&time, &parts) != nullptr;
}

std::optional<Time> to_time(tm parts) {
  parts.tm_isdst = -1;  // may be another one than now
  const time_t seconds = mktime(&parts);
  if (seconds < 0) return std::nullopt;
  return Time{static_cast<std::uint64_t>(seconds), 0};
}

// The moment before this one.
Time before(Time time) noexcept {
  return {time.seconds - 1, 999'999'999};
}

Period moment(Time time) noexcept {
  return {time, {time.seconds, time.nanoseconds == 0 ? 999'999'999 : time.nanoseconds}};
}

// A word for a stretch of local time: when it begins, and what to add for its end. The parts of the local
// time now are set back to its beginning.
struct Stretch {
  int hours = 0, days = 0, months = 0, years = 0;
};
std::optional<Stretch> set_back(std::string_view word, tm& parts) noexcept {
  parts.tm_min = parts.tm_sec = 0;
  if (word == "this-hour") return Stretch{.hours = 1};
  parts.tm_hour = 0;
  if (word == "today" || word == "this-day") return Stretch{.days = 1};
  if (word == "yesterday") {
    parts.tm_mday -= 1;
    return Stretch{.days = 1};
  }
  if (word == "week-ago") {
    parts.tm_mday -= 7;
    return Stretch{.days = 1};
  }
  if (word == "this-week") {
    parts.tm_mday -= parts.tm_wday;
    return Stretch{.days = 7};
  }
  if (word == "this-month") {
    parts.tm_mday = 1;
    return Stretch{.months = 1};
  }
  if (word != "this-year") return std::nullopt;
  parts.tm_mday = 1;
  parts.tm_mon = 0;
  return Stretch{.years = 1};
}

std::optional<Period> parse_stretch(std::string_view word, tm now) noexcept {
  const std::optional<Stretch> stretch = set_back(word, now);
  if (!stretch) return std::nullopt;
  const std::optional<Time> from = to_time(now);
  now.tm_hour += stretch->hours;
  now.tm_mday += stretch->days;
  now.tm_mon += stretch->months;
  now.tm_year += stretch->years;
  const std::optional<Time> end = to_time(now);
  if (!from || !end || *end <= *from) return std::nullopt;
  return Period{*from, before(*end)};
}

std::string date_text(unsigned year, unsigned month, unsigned day) {
  return fmt::format("{:04}{:02}{:02}", year, month, day);
}

// M/D/YYYY or M/D/YY
std::optional<Day> parse_slashed(std::string_view text) {
  const std::optional<unsigned> month = take_number(text, 1, 2);
  if (!month || !take(text, "/")) return std::nullopt;
  const std::optional<unsigned> day = take_number(text, 1, 2);
  if (!day || !take(text, "/")) return std::nullopt;
  const bool is_short = text.size() == 2;
  const std::optional<unsigned> year = take_number(text, is_short ? 2 : 4, 4);
  if (!year || !text.empty()) return std::nullopt;
  const Result<Day> date = parse_day(date_text(*year + (is_short ? 2000 : 0), *month, *day));
  return date ? std::optional(*date) : std::nullopt;
}

std::optional<Day> parse_date(std::string_view text) {
  if (const Result<Day> day = parse_day(text)) return *day;
  return parse_slashed(text);
}

// The parts of the local time at the beginning of a day: one of the words, or a date.
bool find_day(std::string_view text, const tm& now, tm& parts) {
  parts = now;
  if (text != "this-hour" && set_back(text, parts)) return true;
  const std::optional<Day> date = parse_date(text);
  return date && to_local(date->begin.seconds, parts);
}

// "today 10:00"; nullopt: there is no time of day at its end, or no day in front of it.
std::optional<Period> parse_day_and_time(std::string_view text, const tm& now) {
  const std::size_t space = text.rfind(' ');
  const std::optional<TimeOfDay> time = parse_time_of_day(text.substr(space + 1));
  tm parts{};
  if (!time || !find_day(space == text.npos ? "today" : text.substr(0, space), now, parts)) {
    return std::nullopt;
  }
  parts.tm_hour = static_cast<int>(time->hour);
  parts.tm_min = static_cast<int>(time->minute);
  parts.tm_sec = static_cast<int>(time->second);
  std::optional<Time> found = to_time(parts);
  if (!found) return std::nullopt;
  found->nanoseconds = time->nanoseconds;
  return moment(*found);
}

// @1550013941.182
std::optional<Period> parse_seconds(std::string_view text) noexcept {
  if (!take(text, "@") || text.empty() || !is_digit(text.front())) return std::nullopt;
  Time time;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), time.seconds);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  const std::optional<std::uint32_t> fraction = take_fraction(text);
  if (!fraction || !text.empty()) return std::nullopt;
  time.nanoseconds = *fraction;
  return moment(time);
}

// 2 hours ago
std::optional<Period> parse_ago(std::string_view text, Time now) noexcept {
  if (!text.ends_with(" ago")) return std::nullopt;
  text.remove_suffix(4);
  const std::optional<std::uint64_t> span = parse_span(text);
  if (!span || *span > now.seconds) return std::nullopt;
  return moment({now.seconds - *span, 0});
}

// Takes one of these names of three letters off the front of a text, and a space; 0: there is none.
unsigned take_name(std::string_view& text, std::string_view names) noexcept {
  const std::size_t place = text.size() < 4 || text[3] != ' ' ? names.npos : names.find(text.substr(0, 3));
  if (place == names.npos || place % 3 != 0) return 0;
  text.remove_prefix(4);
  return static_cast<unsigned>(place / 3 + 1);
}

// Wed Feb 13 10:00:00 2019, perhaps with " + 182 msec" or ", + 182 msec" behind it
std::optional<Period> parse_ctime(std::string_view text, const tm& now) {
  if (take_name(text, "SunMonTueWedThuFriSat") == 0) return std::nullopt;
  const unsigned month = take_name(text, "JanFebMarAprMayJunJulAugSepOctNovDec");
  take(text, " ");  // in front of a day of one digit
  const std::optional<unsigned> day = take_number(text, 1, 2);
  if (month == 0 || !day || !take(text, " ")) return std::nullopt;
  const std::string_view time = text.substr(0, text.find(' '));
  text.remove_prefix(time.size());
  const std::optional<unsigned> year = take(text, " ") ? take_number(text, 4, 4) : std::nullopt;
  if (!year) return std::nullopt;
  std::optional<unsigned> milliseconds = 0;
  if (!text.empty()) {
    take(text, ",");
    milliseconds = take(text, " + ") ? take_number(text, 1, 3) : std::nullopt;
    if (!milliseconds || text != " msec") return std::nullopt;
  }
  return parse_day_and_time(fmt::format("{} {}.{:03}", date_text(*year, month, *day), time, *milliseconds),
                            now);
}

std::optional<Period> parse_word(std::string_view text, const HostClock& clock) {
  constexpr std::uint64_t kRecently = 10 * 60;
  const std::uint64_t now = clock.now.seconds;
  if (text == "now") return moment(clock.now);
  if (text == "recent") return moment({now - std::min(now, kRecently), 0});
  if (text == "boot" && clock.boot) return moment(*clock.boot);
  return std::nullopt;
}

}  // namespace

bool is_time_of_day(std::string_view text) noexcept {
  return parse_time_of_day(text).has_value();
}

HostClock HostClock::read() {
  HostClock clock{read_clock(CLOCK_REALTIME), std::nullopt};
#ifdef CLOCK_BOOTTIME
  const std::uint64_t up = read_clock(CLOCK_BOOTTIME).seconds;
  if (up <= clock.now.seconds) clock.boot = Time{clock.now.seconds - up, 0};
#endif
  return clock;
}

Result<Period> parse_period(std::string_view text, const HostClock& clock) {
  tzset();
  tm now{};
  if (!to_local(clock.now.seconds, now)) {
    return std::unexpected(Error{.code = Code::kBadValue, .what = "time"});
  }
  if (const auto named = parse_word(text, clock)) return *named;
  if (const auto stretch = parse_stretch(text, now)) return *stretch;
  if (const auto seconds = parse_seconds(text)) return *seconds;
  if (const auto ago = parse_ago(text, clock.now)) return *ago;
  if (const auto day = parse_date(text)) return Period{day->begin, before(day->end)};
  if (const auto time = parse_day_and_time(text, now)) return *time;
  if (const auto time = parse_ctime(text, now)) return *time;
  const Result<Time> time = parse_time(text);
  if (!time) return std::unexpected(time.error());
  return moment(*time);
}

}  // namespace knox

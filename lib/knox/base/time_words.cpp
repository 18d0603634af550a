#include "knox/base/time_words.h"

#include <time.h>

#include <algorithm>

namespace knox {
namespace {

Time read_clock(clockid_t id) {
  timespec time{};
  if (clock_gettime(id, &time) != 0 || time.tv_sec < 0) return {};
  return {static_cast<std::uint64_t>(time.tv_sec), static_cast<std::uint32_t>(time.tv_nsec)};
}

struct TimeOfDay {
  int hour = 0, minute = 0, second = 0;
};

std::optional<TimeOfDay> parse_time_of_day(std::string_view text) noexcept {
  // Takes a number off its front, up to its colon; -1: there is none.
  const auto take = [&](std::size_t min_digits, int limit) {
    const std::size_t size = std::min(text.find(':'), text.size());
    if (size < min_digits || size > 2) return -1;
    int number = 0;
    for (const char c : text.substr(0, size)) {
      if (c < '0' || c > '9') return -1;
      number = number * 10 + (c - '0');
    }
    text.remove_prefix(size);
    return number < limit ? number : -1;
  };
  TimeOfDay time;
  time.hour = take(1, 24);
  if (time.hour < 0 || text.empty()) return std::nullopt;
  text.remove_prefix(1);
  time.minute = take(2, 60);
  if (time.minute < 0) return std::nullopt;
  if (text.empty()) return time;
  text.remove_prefix(1);
  time.second = take(2, 60);
  if (time.second < 0 || !text.empty()) return std::nullopt;
  return time;
}

bool to_local(std::uint64_t seconds, tm& parts) {
  const auto time = static_cast<time_t>(seconds);
  return localtime_r(&time, &parts) != nullptr;
}

// How the parts of the local time now become those of the beginning of the day that is meant; false: not one
// of these words.
bool set_back(std::string_view word, tm& parts) {
  parts.tm_hour = parts.tm_min = parts.tm_sec = 0;
  parts.tm_isdst = -1;  // may have been another one at midnight
  if (word == "today" || word == "this-day") return true;
  if (word == "yesterday") {
    parts.tm_mday -= 1;
  } else if (word == "week-ago") {
    parts.tm_mday -= 7;
  } else if (word == "this-week") {
    parts.tm_mday -= parts.tm_wday;
  } else if (word == "this-month") {
    parts.tm_mday = 1;
  } else if (word == "this-year") {
    parts.tm_mday = 1;
    parts.tm_mon = 0;
  } else {
    return false;
  }
  return true;
}

// The beginning of a day in local time: one of the words, or a date.
bool find_day(std::string_view text, std::uint64_t now, tm& parts) {
  if (!to_local(now, parts)) return false;
  if (set_back(text, parts)) return true;
  const Result<Day> date = parse_day(text);
  return date && to_local(date->begin.seconds, parts);
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

Result<Time> parse_time(std::string_view text, const HostClock& clock) {
  constexpr std::uint64_t kRecently = 10 * 60;
  const std::unexpected<Error> none(Error{.code = Code::kBadValue, .what = "time"});
  const std::uint64_t now = clock.now.seconds;
  if (text == "now") return clock.now;
  if (text == "recent") return Time{now - (now < kRecently ? now : kRecently), 0};
  if (text == "boot") {
    if (!clock.boot) return none;
    return *clock.boot;
  }

  tzset();
  tm parts{};
  const std::size_t space = text.rfind(' ');
  if (const auto time = parse_time_of_day(text.substr(space + 1))) {
    if (!find_day(space == text.npos ? "today" : text.substr(0, space), now, parts)) return none;
    parts.tm_hour = time->hour;
    parts.tm_min = time->minute;
    parts.tm_sec = time->second;
    parts.tm_isdst = -1;
  } else if (!to_local(now, parts)) {
    return none;
  } else if (text == "this-hour") {
    parts.tm_min = parts.tm_sec = 0;
  } else if (!set_back(text, parts)) {
    return parse_time(text);
  }
  const time_t begin = mktime(&parts);
  if (begin < 0) return none;
  return Time{static_cast<std::uint64_t>(begin), 0};
}

}  // namespace knox

#include "knox/base/time_words.h"

#include <time.h>

namespace knox {
namespace {

Time read_clock(clockid_t id) {
  timespec time{};
  if (clock_gettime(id, &time) != 0 || time.tv_sec < 0) return {};
  return {static_cast<std::uint64_t>(time.tv_sec), static_cast<std::uint32_t>(time.tv_nsec)};
}

// How the parts of the local time now become those of the time that is meant; false: not one of these words.
bool set_back(std::string_view word, tm& parts) {
  parts.tm_sec = parts.tm_min = 0;
  if (word == "this-hour") return true;
  parts.tm_hour = 0;
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

}  // namespace

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
  const auto seconds = static_cast<time_t>(now);
  if (localtime_r(&seconds, &parts) == nullptr || !set_back(text, parts)) return parse_time(text);
  const time_t begin = mktime(&parts);
  if (begin < 0) return none;
  return Time{static_cast<std::uint64_t>(begin), 0};
}

}  // namespace knox

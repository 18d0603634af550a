// Words for times, as ausearch(8) has them: what they mean depends on what time it is. Days, months and years
// are those of the local zone, TZ; weeks begin on Sunday.
//
//   now          recent       ten minutes ago             boot         when this host was started
//   this-hour    today        midnight; also this-day     yesterday    the midnight before
//   this-week    this-month   this-year                   week-ago     midnight, seven days ago
//
// Behind a day, which is one of these words or a date, its time can stand: today 10:00, 20240701 9:30:15. A
// time alone is one of today. ausearch begins its days at the second after midnight, and so leaves out a
// second of each.
#pragma once

#include <optional>
#include <string_view>

#include "knox/base/time.h"

namespace knox {

struct HostClock {
  Time now;
  std::optional<Time> boot;  // nullopt: the system does not say

  static HostClock read();
};

// The words, for messages.
inline constexpr std::string_view kTimeWords =
    "now recent boot this-hour today yesterday this-week week-ago this-month this-year";

// H:MM or H:MM:SS, with one or two digits of hours: what can stand behind a day.
bool is_time_of_day(std::string_view text) noexcept;

// What parse_time() takes, one of the words, or a day and its time with a space between them.
Result<Time> parse_time(std::string_view text, const HostClock& clock);

}  // namespace knox

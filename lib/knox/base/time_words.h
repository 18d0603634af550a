// What people type for a time. Each of these names a period: a second, or all of a day, an hour, a month.
//
//   2019-02-13T10:00:00.5Z   RFC 3339 and auditreduce(1)'s YYYYMMDD[HH[MM[SS]]], see time.h
//   @1550013941.182          seconds since 1970, as in audit(1550013941.182:55)
//   02/13/2019               the month first, as ausearch(8) has it in most places; also 2/13/19
//   Wed Feb 13 10:00:00 2019 as praudit(1) prints it, also with " + 182 msec" behind it
//   now                      recent: ten minutes ago; boot: when this host was started
//   today                    also this-day; yesterday, week-ago: the day seven days ago
//   this-hour                this-week, this-month, this-year
//   2 hours ago              seconds, minutes, hours, days, weeks; also s, min, h, d, w: time_span.h
//
// Behind a day, which is one of these words or a date, its time can stand: today 10:00, 20240701 9:30:15,
// 02/13/2019 10:00:00.182. A time alone is one of today. Days, months and years are those of the local zone,
// TZ; weeks begin on Sunday. ausearch begins its days at the second after midnight, and so leaves out a
// second of each.
#pragma once

#include <optional>
#include <string_view>

#include "knox/base/period.h"
#include "knox/base/time.h"

namespace knox {

struct HostClock {
  Time now;
  std::optional<Time> boot;  // nullopt: the system does not say

  static HostClock read();
};

// The forms, for messages.
inline constexpr std::string_view kTimeForms =
    "2019-02-13T10:00:00Z, 20190213, 02/13/2019 10:00, @1550013941, '2 hours ago', now, recent, boot, "
    "today, yesterday, week-ago, this-hour, this-week, this-month, this-year";

// H:MM[:SS[.FRACTION]], with one or two digits of hours: what can stand behind a day.
bool is_time_of_day(std::string_view text) noexcept;

// A time without a fraction is its whole second, one with a fraction that moment; a day, a week and so on is
// all of it.
Result<Period> parse_period(std::string_view text, const HostClock& clock);

}  // namespace knox

// Words for times, as ausearch(8) has them: what they mean depends on what time it is. Days, months and years
// are those of the local zone, TZ; weeks begin on Sunday.
//
//   now          recent       ten minutes ago             boot         when this host was started
//   this-hour    today        midnight; also this-day     yesterday    the midnight before
//   this-week    this-month   this-year                   week-ago     midnight, seven days ago
//
// ausearch begins its days at the second after midnight, and so leaves out a second of each.
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

// What parse_time() takes, or one of the words.
Result<Time> parse_time(std::string_view text, const HostClock& clock);

}  // namespace knox

// Period: the times that somebody asks for. What is typed names one, too, and how long it is depends on what
// is typed: a second, a day, a month.
#pragma once

#include <expected>
#include <limits>
#include <span>
#include <string>

#include "knox/base/time.h"

namespace knox {

struct HostClock;

struct Period {
  Time from = {};                                                      // the first
  Time to = {std::numeric_limits<std::uint64_t>::max(), 999'999'999};  // the last

  bool has(const Time& time) const noexcept { return from <= time && time <= to; }
  bool operator==(const Period&) const = default;
};

// The values of --after and --before, each as parse_period() of time_words.h takes it: from the first moment
// of the earliest `after` to the last one of the latest `before`. The error is one line.
std::expected<Period, std::string> read_period(std::span<const std::string> after,
                                               std::span<const std::string> before, const HostClock& clock);

}  // namespace knox

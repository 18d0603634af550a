// Header: the first chunk of a tracev3 file: whose it is, and one moment in both of its clocks.
//
// Source: what macOS 10.12 to 15 and iOS 15 write.
#pragma once

#include <cstdint>
#include <string>

#include "knox/base/error.h"
#include "knox/tracev3/bytes/uuid.h"

namespace knox::tracev3 {

// How long a tick of the continuous time is: numerator / denominator nanoseconds.
struct Timebase {
  std::uint32_t numerator = 1, denominator = 1;

  // Whole nanoseconds, rounded down; 2^63 - 1 if there are more.
  std::int64_t nanoseconds(std::uint64_t ticks) const noexcept {
    constexpr std::uint64_t kMost = INT64_MAX;
    if (numerator == denominator) return static_cast<std::int64_t>(ticks < kMost ? ticks : kMost);
    if (ticks < std::uint64_t{1} << 32) {  // no overflow: 32 bits times 32 bits
      const std::uint64_t quick = ticks * numerator / denominator;
      return static_cast<std::int64_t>(quick < kMost ? quick : kMost);
    }
    const std::uint64_t whole = ticks / denominator, rest = ticks % denominator;
    if (whole > kMost / numerator) return INT64_MAX;
    const std::uint64_t sum = whole * numerator + rest * numerator / denominator;
    return static_cast<std::int64_t>(sum < kMost ? sum : kMost);
  }
};

struct Header {
  Timebase timebase = {};
  std::int64_t wall_seconds = 0;  // since 1970, at `continuous`
  std::uint32_t wall_microseconds = 0;
  std::uint64_t continuous = 0;   // ticks
  std::int32_t minutes_west = 0;  // of Greenwich
  bool has_daylight_time = false;
  std::uint32_t flags = 0;
  std::string build = {}, model = {}, zone = {};  // 21A559, MacBookPro16,1, Europe/Zurich
  Uuid boot = {};
};

// Of the chunk's data. Errors: kTruncated, kBadValue of a timebase that cannot be.
Result<Header> read_header(Bytes data);

}  // namespace knox::tracev3

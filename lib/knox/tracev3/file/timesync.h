// Clock: from the continuous time of tracev3 files, which counts ticks since the boot, to the time of day.
// Files of the folder timesync tell both at many moments:
//
//   b0 bb, size u16, 4 zeros, boot UUID, timebase u32 u32, wall ns i64 at tick 0, minutes west i32, DST i32
//   "Ts",  size u16, flags u32, ticks u64, wall ns i64, minutes west i32, DST i32
//
// A sync record belongs to the boot in front of it. A time is that of the last record before it, and what
// passed since then. Without the boot, the header of the tracev3 file has one moment, and times are
// estimates.
//
// Source: what macOS 10.12 to 15 and iOS 15 write.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "knox/base/error.h"
#include "knox/base/time.h"
#include "knox/tracev3/file/header.h"

namespace knox::tracev3 {

// A moment in both clocks.
struct Sync {
  std::uint64_t ticks = 0;
  std::int64_t wall = 0;  // nanoseconds since 1970
  std::int32_t minutes_west = 0;
};

// Of one boot.
class Clock {
 public:
  Timebase timebase = {};
  std::vector<Sync> syncs = {};  // by ticks, one at least
  bool is_estimate = false;      // of a header

  struct Moment {
    std::int64_t wall = 0;
    std::int32_t minutes_west = 0;
  };
  Moment at(std::uint64_t ticks) const noexcept;

 private:
  mutable std::size_t last_ = 0;  // where the last answer came from: times come in order
};

// Microseconds, as log(1) has it; what is before 1970 is 1970.
Time time_of(std::int64_t wall) noexcept;

// Of a file's header.
Clock clock_of(const Header& header);

class TimeTable {
 public:
  // Adds a file of the folder timesync; in the order of their names. Returns how many bytes of it were used:
  // what follows is damage.
  std::size_t add(Bytes file);

  // nullptr: nothing is known of the boot.
  const Clock* find(const Uuid& boot) const noexcept;
  std::size_t boots() const noexcept { return clocks_.size(); }
  // Brings the moments in order; after the last file.
  void finish();

 private:
  std::map<Uuid, Clock> clocks_;
};

}  // namespace knox::tracev3

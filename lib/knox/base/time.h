// Times as text. Formatting keeps the last second it was asked for, since records come in order and many to
// a second; parsing takes what the tools' time options accept. Local times are those of TZ.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "knox/base/error.h"
#include "knox/base/out.h"

namespace knox {

struct Time {
  std::uint64_t seconds = 0;  // since 1970-01-01 00:00:00 UTC
  std::uint32_t nanoseconds = 0;
  auto operator<=>(const Time&) const = default;
};

// RFC 3339 in UTC: 2013-11-04T18:36:20.381Z. Years after 9999 are written with all of their digits.
class UtcFormat {
 public:
  // `digits` of the fraction: 0, 3, 6 or 9. The caller has made room for 48 bytes.
  void put(Pen& pen, Time time, int digits) {
    if (time.seconds != second_) set(time.seconds);
    std::memcpy(pen.at(), text_, sizeof text_);  // of one known size, so it is two moves
    pen.at(pen.at() + size_);
    if (digits != 0) put_fraction(pen, time.nanoseconds, digits);
    pen.put('Z');
  }

 private:
  void set(std::uint64_t second);
  static void put_fraction(Pen& pen, std::uint32_t nanoseconds, int digits) {
    for (int dropped = 9; dropped > digits; dropped -= 3) nanoseconds /= 1000;
    pen.put('.').padded(nanoseconds, digits);
  }

  std::uint64_t second_ = 0;
  char text_[32] = "1970-01-01T00:00:00";  // at most 27: years go up to 584554051223
  std::size_t size_ = 19;
};

// The same, or the local time with its offset where the process was asked for that:
// 2013-11-04T19:36:20.381+01:00. It is what a user reads; identities and tables are in UTC.
class TimeFormat {
 public:
  // From now on, of all of them. Reads TZ.
  static void use_local();

  // As above.
  void put(Pen& pen, Time time, int digits) {
    if (!is_local_) [[likely]]
      return utc_.put(pen, time, digits);
    put_local(pen, time, digits);
  }

 private:
  void put_local(Pen& pen, Time time, int digits);

  static bool is_local_;
  UtcFormat utc_;
};

// ctime(3)'s form in the local zone without the newline: Mon Nov  4 18:36:20 2013. Times that are too far
// away for localtime(3) are in UTC.
class LocalFormat {
 public:
  LocalFormat();  // reads TZ

  // The caller has made room for 48 bytes.
  void put(Pen& pen, std::uint64_t seconds) {
    if (seconds != second_) set(seconds);
    std::memcpy(pen.at(), text_, sizeof text_);
    pen.at(pen.at() + size_);
  }

 private:
  void set(std::uint64_t second);

  std::uint64_t second_ = 0;
  char text_[32] = {};  // full with the longest year
  std::size_t size_ = 0;
};

// RFC 3339 (2013-11-04T18:36:20.381+01:00) or auditreduce(1)'s YYYYMMDD[HH[MM[SS]]], and nothing around it.
//
// Of the first, the zone may be left out, then it is the local one; so may the seconds, and the whole time of
// day: a date alone is its first second here. The second form is always local. A space does for the T, and
// +0100 for +01:00. A leap second (:60) is the second after it, as in POSIX; digits after the nanoseconds are
// dropped. Local times that the zone skips or repeats are what mktime(3) makes of them.
//
// Impossible dates and times, and those before 1970, are kBadValue.
Result<Time> parse_time(std::string_view text);

// A local day, YYYYMMDD or YYYY-MM-DD: its first second and the one after its last. Some days begin at 01:00,
// and some have 23 or 25 hours. Errors as above.
struct Day {
  Time begin, end;
};
Result<Day> parse_day(std::string_view text);

}  // namespace knox

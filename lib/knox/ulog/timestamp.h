// TimestampReader: times as log(1) writes them:
//
//   2025-04-02 16:17:12.103054+0530   json, ndjson, default, syslog
//   2022-11-14 13:21:14.972           compact: the local time of whoever wrote it, taken for that of TZ
//   2022-01-16T03:05:26.434850816Z    macos-unifiedlogs
//
// Entries come in order, and many to a minute: the minute that was read last is kept.
#pragma once

#include <optional>
#include <string_view>

#include "knox/base/time.h"

namespace knox::ulog {

struct Timestamp {
  Time time = {};
  int digits = 0;                // of the fraction: 0, 3, 6 or 9
  std::optional<int> zone = {};  // minutes east of Greenwich
  std::size_t size = 0;          // of the text, in bytes
};

class TimestampReader {
 public:
  // The time that `text` begins with; false: it begins with none, and `stamp` is as it was.
  bool read(std::string_view text, Timestamp& stamp);

 private:
  std::optional<std::int64_t> first_second(std::string_view minute, std::string_view zone);

  static constexpr std::size_t kMinute = 16, kMostZone = 6;
  char minute_[kMinute] = {}, zone_[kMostZone] = {};  // of the last time, as written
  std::size_t zone_size_ = 0;
  std::int64_t seconds_ = 0;  // of the minute's beginning, since 1970
  std::optional<int> east_;
};

// Whether the text has the form of a time up to its seconds: cheap, for every line of a text.
bool has_time_form(std::string_view text) noexcept;

}  // namespace knox::ulog

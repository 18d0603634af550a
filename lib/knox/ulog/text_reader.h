// TextReader: an entry of one of log(1)'s text styles as a Record. What stands in front of the message:
//
//   default   TIME THREAD TYPE ACTIVITY PID TTL PROCESS: (SENDER) [SUBSYSTEM:CATEGORY] MESSAGE
//   syslog    TIME  HOST PROCESS[PID]: (SENDER) [SUBSYSTEM:CATEGORY] MESSAGE
//   compact   TIME TY PROCESS[PID:THREAD] (SENDER) [SUBSYSTEM:CATEGORY] MESSAGE
//
// The sender and the subsystem need not be there, and behind them a signpost has [spid 0x1, process, begin].
// A process' name can hold blanks. TTL came with macOS 10.14. A message can go on over more lines, of which
// none begins an entry.
//
// These styles say no more than that, and not for certain: a message can hold a line that looks like an
// entry, or begin like a subsystem. JSON does not have this weakness.
#pragma once

#include <string_view>

#include "knox/ulog/record.h"
#include "knox/ulog/style.h"
#include "knox/ulog/timestamp.h"

namespace knox::ulog {

// Whether a line begins an entry, as far as can be seen at a glance.
bool begins_entry(std::string_view line, Style style) noexcept;

class TextReader {
 public:
  // `entry` is a line that begins one, and the lines that it goes on over; without the last line feed. False:
  // it is no entry. What is in `record` points into the entry.
  bool read(std::string_view entry, Style style, Record& record);

 private:
  bool read_default(std::string_view rest, Record& record);
  bool read_syslog(std::string_view rest, Record& record);
  bool read_compact(std::string_view rest, Record& record);

  TimestampReader times_;
};

}  // namespace knox::ulog

// The text of a log message, as log(1) prints it: a format string with the arguments of its record.
#pragma once

#include <string>

#include "knox/tracev3/message/format.h"
#include "knox/tracev3/message/items.h"

namespace knox::tracev3 {

struct MessageOptions {
  int minutes_west = 0;        // of UTC: the zone of times in messages
  bool hides_private = false;  // `<private>` for every private argument, also for one that was stored
};

// Appends the message, in UTF-8, where U+FFFD stands for bytes that are not, and without white space at its
// end. It can hold control characters, also new lines: whoever prints it escapes them.
//
// An argument that is missing, damaged or not what its specification wants is said in its place, in the words
// of log(1), e.g. "<decode: missing data>". The message of a missing format is why it is missing.
// A width or precision of more than kMostPadding is cut to that.
void append_message(const Format& format, const Items& items, const MessageOptions& options,
                    std::string& text);

inline constexpr int kMostPadding = 4096;  // bytes

}  // namespace knox::tracev3

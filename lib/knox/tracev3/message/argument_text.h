// The text of one argument of a message, which its reader may see.
#pragma once

#include <string>

#include "knox/tracev3/message/numbers.h"
#include "knox/tracev3/message/value.h"

namespace knox::tracev3 {

struct ArgumentContext {
  bool is_32bit = false;  // the process
  int minutes_west = 0;   // of UTC: the zone of times
};

// Appends it. False: the value is not what the specification is for, and nothing was appended.
bool append_argument(const Specification& specification, const Layout& layout, const Value& value,
                     const ArgumentContext& context, std::string& text);

}  // namespace knox::tracev3

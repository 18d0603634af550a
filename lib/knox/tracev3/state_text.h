// The data of a statedump as text: an object (binary plist) as JSON; what has no decoder here in the words of
// log(1), and in base64.
#pragma once

#include <string>

#include "knox/tracev3/file/dumps.h"

namespace knox::tracev3 {

// Appends it. Whatever the data is, the text has at most about four times its size.
void append_state(const Statedump& state, std::string& text);

}  // namespace knox::tracev3

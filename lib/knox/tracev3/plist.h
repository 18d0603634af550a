// A binary property list (bplist00) as JSON on one line. Data is base64, a date ISO 8601 in UTC, a UID a
// number.
//
// Source: Core Foundation's CFBinaryPList.c, its description of the format.
#pragma once

#include <string>

#include "knox/base/cursor.h"

namespace knox::tracev3 {

// Appends it. False: the list is damaged, or too deep, or refers to itself; then `text` is as it was.
bool append_plist(Bytes data, std::string& text);

}  // namespace knox::tracev3

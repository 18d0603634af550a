// A value of CSV (RFC 4180), harmless for the line, for terminals and for spreadsheets: what could break a
// line is written as in emit/line.h, and a text that a spreadsheet would take for a formula, and run, has a '
// in front, by which spreadsheets know a text.
#pragma once

#include <string_view>

#include "knox/base/out.h"

namespace knox::emit {

void csv_text(Out& out, std::string_view text);

}  // namespace knox::emit

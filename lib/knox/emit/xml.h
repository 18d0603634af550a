// XML 1.0 character data from bytes that somebody else chose: the markup characters become entities (all
// but the apostrophe: attributes stand in double quotes).
// What no XML 1.0 document can hold (most controls, invalid UTF-8, U+FFFE and U+FFFF), and what could break
// a terminal or a line, becomes \xNN, byte by byte; a backslash is doubled, so that it stays unambiguous.
#pragma once

#include <string_view>

#include "knox/base/out.h"

namespace knox::emit {

void xml_text(Out& out, std::string_view bytes);
inline void xml_text(Pen& pen, std::string_view bytes) {
  xml_text(pen.leave(), bytes);
  pen.enter();
}

}  // namespace knox::emit

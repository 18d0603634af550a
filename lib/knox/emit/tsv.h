// A value of TSV as ClickHouse, PostgreSQL's COPY and Miller read it: a tab is \t, a line feed \n, a carriage
// return \r, a backslash \\. So a loaded text is the text that there was, but for what a database may refuse
// or a terminal obey: other controls, and bytes that are not UTF-8, are the four characters \xNN there.
#pragma once

#include <string_view>

#include "knox/base/out.h"

namespace knox::emit {

// Any length.
void tsv_text(Out& out, std::string_view text);

}  // namespace knox::emit

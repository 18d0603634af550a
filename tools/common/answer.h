// What a tool says when nothing was selected: on a terminal, what was read instead, so that whoever expected
// something sees whether it was the wrong file, the wrong time or the wrong question.
#pragma once

#include <span>
#include <string_view>

#include "common/inputs.h"
#include "common/tool.h"
#include "knox/event/query.h"

namespace knox::tools {

// "no event selected; 345 records read, 2019-02-12T23:17:05Z to 2019-02-13T00:35:11Z". `what` is of the
// first part: "event selected". A user that nobody knows is named in any case. The exit status becomes 1.
void answer_nothing(Tool& tool, const Reading& reading, std::string_view what, const event::Query& query);

// Names a user of --not-user whom nobody knows, neither this host nor a record: it may be misspelled, and
// then nothing was left out. `queries` are one for each of the files that were merged.
void tell_unknown_dropped(Tool& tool, std::span<const event::Query* const> queries);

}  // namespace knox::tools

// What each source can report: derived from the rows that its events are mapped by, so that nobody takes "the
// source cannot tell" for "nobody did".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "knox/access/steps.h"

namespace knox::access {

// The sources by the names of their input formats: bsm, linux, es, syslog, utmp.
bool tells(std::string_view format, Change what);  // an event and its type
bool tells(std::string_view format, Event event);

// Every event with its types, in the order of the table.
std::vector<Change> all_events();

}  // namespace knox::access

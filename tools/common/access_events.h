// The list of the events of accesslog, and of the sources that report each.
#pragma once

#include "common/inputs.h"

namespace knox::tools {

// Of the sources that the inputs are in; without any, of all that there are.
void print_access_events(Tool& tool, InputOptions input);

}  // namespace knox::tools

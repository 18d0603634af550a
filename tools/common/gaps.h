// --gaps: where records are missing in the inputs, in place of their events; what is known of it is in
// lib/knox/input/gaps.h.
#pragma once

#include <string>
#include <string_view>

#include "common/inputs.h"
#include "common/tool.h"

namespace knox::tools {

void add_gaps_option(const OptionGroup& output, bool& gaps);

struct GapOptions {
  std::string format;          // of the tool: text or json
  bool selects = false;        // something was asked for, which gaps cannot be
  std::string_view only = {};  // the one input format that the tool reads; empty: all
};

// Reads all inputs and prints a line for each gap. The exit status: 1 if there are any, or if nothing in the
// inputs is numbered.
int print_gaps(Tool& tool, const InputOptions& input, const GapOptions& options);

}  // namespace knox::tools

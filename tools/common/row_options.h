// The options of --format rows: its header, and what makes a table for it.
#pragma once

#include <string>

#include "common/tool.h"

namespace knox::tools {

struct RowOptions {
  bool header = false;
  std::string schema;
};

void add_row_options(OptionGroup output, RowOptions& options);

// --schema, which is all that is printed then; true: that was it, or it failed, and the tool is done.
bool print_schema(Tool& tool, const RowOptions& options);

// The header where one was asked for, before anything else; false: it was for another format, and is told.
bool begin_rows(Tool& tool, const RowOptions& options, const std::string& format);

}  // namespace knox::tools

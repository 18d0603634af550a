// The columns of command lines: --columns and their own options.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "common/command_line.h"
#include "knox/event/exec_print.h"

namespace knox::tools {

class ExecColumns {
 public:
  // The options set what is shown in `print`, which outlives this.
  ExecColumns(const OptionGroup& group, event::ExecPrintOptions& print);

  // When the command line has been read: what was asked for by name. The error is a whole message.
  std::expected<void, std::string> show();

 private:
  event::ExecPrintOptions& print_;
  std::vector<std::string> lists_;
  bool all_ = false;
};

}  // namespace knox::tools

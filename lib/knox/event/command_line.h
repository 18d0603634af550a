// An execution as the words of a shell (emit/shell.h): what the text format prints, --grep searches and the
// other formats call a command line.
#pragma once

#include <string>
#include <string_view>

#include "knox/base/out.h"
#include "knox/event/exec.h"

namespace knox::event {

// The arguments from argv[0] on; the path of the file where they are not known, nothing where that is not
// known either.
void put_command_line(Out& out, const Exec& exec);

// The command line in memory.
class CommandLine {
 public:
  // Valid until the next call.
  std::string_view of(const Exec& exec);

 private:
  std::string text_;
  StringWriter writer_{text_};
  Out out_{writer_};
};

}  // namespace knox::event

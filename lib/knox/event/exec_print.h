// Printers of executions: one file a format; the table of them is exec_formats.h.
#pragma once

#include "knox/base/out.h"
#include "knox/event/exec.h"
#include "knox/os/names.h"

namespace knox::event {

struct ExecPrintOptions {
  os::Names* names = nullptr;  // stays the caller's and outlives the printer
  // Columns of the format text.
  bool time = false, user = false, pid = false, cwd = false, env = false, result = false;
  bool color = false;  // of the format text
};

class ExecPrinter {
 public:
  virtual ~ExecPrinter() = default;
  virtual void begin(Out&) {}  // before the first command
  // One line, whatever is in the event.
  virtual void print(const Exec& exec, Out& out) = 0;
};

}  // namespace knox::event

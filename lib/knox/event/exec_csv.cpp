// The format csv: one row a command, with the columns of all events (csv.h).
#include "knox/event/csv.h"
#include "knox/event/exec_event.h"
#include "knox/event/exec_formats.h"

namespace knox::event {

namespace {

class CsvPrinter final : public ExecPrinter {
 public:
  explicit CsvPrinter(const ExecPrintOptions& options) : event_(*options.names) {}

  void begin(Out& out) override { CsvWriter::put_header(out); }
  void print(const Exec& exec, Out& out) override { writer_.put(event_.of(exec), out); }

 private:
  ExecEvent event_;
  CsvWriter writer_;
};

}  // namespace

std::unique_ptr<ExecPrinter> make_exec_csv(const ExecPrintOptions& options) {
  return std::make_unique<CsvPrinter>(options);
}

}  // namespace knox::event

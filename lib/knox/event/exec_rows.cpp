// The formats rows and csv: one row a command, with the columns of all events (row.h).
#include "knox/event/exec_event.h"
#include "knox/event/exec_formats.h"
#include "knox/event/row.h"

namespace knox::event {

namespace {

template <RowForm form>
class RowPrinter final : public ExecPrinter {
 public:
  explicit RowPrinter(const ExecPrintOptions& options) : event_(*options.names) {}

  void begin(Out& out) override {
    if (form == RowForm::kCsv) put_row_header(form, out);
  }
  void print(const Exec& exec, Out& out) override { writer_.put(event_.of(exec), out); }

 private:
  ExecEvent event_;
  RowWriter writer_{form};
};

}  // namespace

std::unique_ptr<ExecPrinter> make_exec_rows(const ExecPrintOptions& options) {
  return std::make_unique<RowPrinter<RowForm::kTsv>>(options);
}

std::unique_ptr<ExecPrinter> make_exec_csv(const ExecPrintOptions& options) {
  return std::make_unique<RowPrinter<RowForm::kCsv>>(options);
}

}  // namespace knox::event

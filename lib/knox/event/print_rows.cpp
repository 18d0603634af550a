// The formats rows and csv: one row an event (row.h).
#include "knox/event/formats.h"
#include "knox/event/report.h"
#include "knox/event/row.h"

namespace knox::event {

namespace {

class RowPrinter final : public Printer {
 public:
  explicit RowPrinter(RowForm form, std::string_view columns = {})
      : form_(form), columns_(columns), writer_(form, columns) {}

  void begin(Out& out) override {
    if (form_ == RowForm::kCsv || !columns_.empty()) put_row_header(form_, out, columns_);
  }
  void print(const Event& event, Out& out) override { writer_.put(event, out); }

 private:
  RowForm form_;
  std::string_view columns_;
  RowWriter writer_;
};

}  // namespace

std::unique_ptr<Printer> make_rows_printer() {
  return std::make_unique<RowPrinter>(RowForm::kTsv);
}

std::unique_ptr<Printer> make_csv_printer() {
  return std::make_unique<RowPrinter>(RowForm::kCsv);
}

std::unique_ptr<Printer> make_report_printer(const Report& report, RowForm form) {
  return std::make_unique<RowPrinter>(form, report.columns);
}

}  // namespace knox::event

// The formats rows and csv: one row an event (row.h).
#include "knox/event/formats.h"
#include "knox/event/row.h"

namespace knox::event {

namespace {

template <RowForm form>
class RowPrinter final : public Printer {
 public:
  void begin(Out& out) override {
    if (form == RowForm::kCsv) put_row_header(form, out);
  }
  void print(const Event& event, Out& out) override { writer_.put(event, out); }

 private:
  RowWriter writer_{form};
};

}  // namespace

std::unique_ptr<Printer> make_rows_printer() {
  return std::make_unique<RowPrinter<RowForm::kTsv>>();
}

std::unique_ptr<Printer> make_csv_printer() {
  return std::make_unique<RowPrinter<RowForm::kCsv>>();
}

}  // namespace knox::event

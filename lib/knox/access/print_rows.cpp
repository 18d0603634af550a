// The formats rows and csv: one row a record, as all sources have it (event/row.h). What has no column there
// is in the last one, as in the format ecs.
#include "knox/access/as_event.h"
#include "knox/access/formats.h"
#include "knox/event/row.h"

namespace knox::access {

namespace {

using event::RowForm;

template <RowForm form>
class RowPrinter final : public Printer {
 public:
  void begin(Out& out) override {
    if (form == RowForm::kCsv) event::put_row_header(form, out);
  }
  void print(const Record& record, Out& out) override {
    event::Event event = as_event(record);
    event.id = ids_.of(record);
    rows_.put(
        event, out, [&](emit::JsonLine& line, Out&) { put_rest(line, record); }, nullptr);
  }

 private:
  RecordIds ids_;
  event::RowWriter rows_{form};
};

}  // namespace

std::unique_ptr<Printer> make_rows_printer(const PrintOptions&) {
  return std::make_unique<RowPrinter<RowForm::kTsv>>();
}

std::unique_ptr<Printer> make_csv_printer(const PrintOptions&) {
  return std::make_unique<RowPrinter<RowForm::kCsv>>();
}

}  // namespace knox::access

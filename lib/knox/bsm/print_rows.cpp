// The formats rows and csv: one row a record, as all sources have it (event/row.h). What has no column there
// is in the last one, with the object bsm of the format ecs.
#include "knox/bsm/ecs_rest.h"
#include "knox/bsm/event_mapper.h"
#include "knox/bsm/formats.h"
#include "knox/event/row.h"

namespace knox::bsm {

namespace {

using event::RowForm;

template <RowForm form>
class RowPrinter final : public Printer {
 public:
  explicit RowPrinter(const PrintOptions& options)
      : mapper_({options.tables, options.names, options.host}), rest_(options) {}

  void begin(Out& out) override {
    if (form == RowForm::kCsv) event::put_row_header(form, out);
  }
  void print(const Record& record, std::uint64_t offset, Out& out) override {
    if (record.is_file()) return;  // a file token is no event
    const event::RowWriter::Rest put_rest = [&](emit::JsonLine& line, Out& to) {
      rest_.put(record, offset, mapper_.facts(), line, to);
    };
    writer_.put(mapper_.map(record), out, put_rest, &rest_.raw());
  }

 private:
  EventMapper mapper_;
  EcsRest rest_;
  event::RowWriter writer_{form};
};

}  // namespace

std::unique_ptr<Printer> make_rows_printer(const PrintOptions& options) {
  return std::make_unique<RowPrinter<RowForm::kTsv>>(options);
}

std::unique_ptr<Printer> make_csv_printer(const PrintOptions& options) {
  return std::make_unique<RowPrinter<RowForm::kCsv>>(options);
}

}  // namespace knox::bsm

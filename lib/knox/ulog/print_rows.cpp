// The formats rows and csv: one row an entry, as all sources have it (event/row.h). What has no column there
// is in the last one, as in the format ecs.
#include "knox/event/row.h"
#include "knox/ulog/ecs_rest.h"
#include "knox/ulog/event_mapper.h"
#include "knox/ulog/formats.h"

namespace knox::ulog {

namespace {

using event::RowForm;

template <RowForm form>
class RowPrinter final : public Printer {
 public:
  explicit RowPrinter(const PrintOptions& options) : mapper_(*options.names, options.host) {}

  void begin(Out& out) override {
    if (form == RowForm::kCsv) event::put_row_header(form, out);
  }
  void print(const Entry& entry, RuleNames rules, Out& out) override {
    const event::RowWriter::Rest rest = [&](emit::JsonLine& line, Out&) { put_ecs_rest(line, entry.record); };
    rows_.put(mapper_.map(entry.record, rules), out, rest, nullptr);
  }

 private:
  EventMapper mapper_;
  event::RowWriter rows_{form};
};

}  // namespace

std::unique_ptr<Printer> make_rows_printer(const PrintOptions& options) {
  return std::make_unique<RowPrinter<RowForm::kTsv>>(options);
}

std::unique_ptr<Printer> make_csv_printer(const PrintOptions& options) {
  return std::make_unique<RowPrinter<RowForm::kCsv>>(options);
}

}  // namespace knox::ulog

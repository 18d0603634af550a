// The formats rows and csv: one row an event, as all sources have it (event/row.h). What has no column there
// is in the last one, with the object auditd of the format ecs.
#include "knox/event/row.h"
#include "knox/linux_audit/meaning/event_mapper.h"
#include "knox/linux_audit/print/ecs_rest.h"
#include "knox/linux_audit/print/formats.h"

namespace knox::linux_audit {

namespace {

using event::RowForm;

template <RowForm form>
class RowPrinter final : public Printer {
 public:
  explicit RowPrinter(const PrintOptions& options) : mapper_(*options.names, options.host) {}

  void begin(Out& out) override {
    if (form == RowForm::kCsv) event::put_row_header(form, out);
  }
  void print(const Event& event, Out& out) override {
    const event::Event& mapped = mapper_.map(event);
    writer_.put(
        mapped, out, [&](emit::JsonLine& line, Out&) { rest_.put(line, mapped, mapper_.normal()); }, &raw_);
  }

 private:
  EventMapper mapper_;
  EcsRest rest_;
  emit::RawBytes raw_;
  event::RowWriter writer_{form};
};

}  // namespace

std::unique_ptr<Printer> make_rows_printer(const PrintOptions& options) {
  return std::make_unique<RowPrinter<RowForm::kTsv>>(options);
}

std::unique_ptr<Printer> make_csv_printer(const PrintOptions& options) {
  return std::make_unique<RowPrinter<RowForm::kCsv>>(options);
}

}  // namespace knox::linux_audit

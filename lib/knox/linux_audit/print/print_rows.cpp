// The formats rows and csv: one row an event, as all sources have it (event/row.h). What has no column there
// is in the last one, with the object auditd of the format ecs.
#include "knox/event/report.h"
#include "knox/event/row.h"
#include "knox/linux_audit/meaning/event_mapper.h"
#include "knox/linux_audit/print/ecs_rest.h"
#include "knox/linux_audit/print/formats.h"

namespace knox::linux_audit {

namespace {

using event::RowForm;

class RowPrinter final : public Printer {
 public:
  RowPrinter(const PrintOptions& options, RowForm form)
      : mapper_(*options.names, options.host),
        form_(form),
        columns_(options.report != nullptr ? options.report->columns : std::string_view()),
        writer_(form, columns_) {}

  void begin(Out& out) override {
    if (form_ == RowForm::kCsv || !columns_.empty()) event::put_row_header(form_, out, columns_);
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
  RowForm form_;
  std::string_view columns_;
  event::RowWriter writer_;
};

}  // namespace

std::unique_ptr<Printer> make_rows_printer(const PrintOptions& options) {
  return std::make_unique<RowPrinter>(options, RowForm::kTsv);
}

std::unique_ptr<Printer> make_csv_printer(const PrintOptions& options) {
  return std::make_unique<RowPrinter>(options, RowForm::kCsv);
}

}  // namespace knox::linux_audit

// The format csv: one row a record, as all sources have it (event/csv.h).
#include "knox/bsm/event_mapper.h"
#include "knox/bsm/formats.h"
#include "knox/event/csv.h"

namespace knox::bsm {

namespace {

class CsvPrinter final : public Printer {
 public:
  explicit CsvPrinter(const PrintOptions& options) : mapper_({options.tables, options.names, options.host}) {}

  void begin(Out& out) override { event::CsvWriter::put_header(out); }
  void print(const Record& record, std::uint64_t, Out& out) override {
    if (!record.is_file()) writer_.put(mapper_.map(record), out);  // a file token is no event
  }

 private:
  EventMapper mapper_;
  event::CsvWriter writer_;
};

}  // namespace

std::unique_ptr<Printer> make_csv_printer(const PrintOptions& options) {
  return std::make_unique<CsvPrinter>(options);
}

}  // namespace knox::bsm

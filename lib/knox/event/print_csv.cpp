// The format csv: one row an event (csv.h).
#include "knox/event/csv.h"
#include "knox/event/formats.h"

namespace knox::event {

namespace {

class CsvPrinter final : public Printer {
 public:
  void begin(Out& out) override { CsvWriter::put_header(out); }
  void print(const Event& event, Out& out) override { writer_.put(event, out); }

 private:
  CsvWriter writer_;
};

}  // namespace

std::unique_ptr<Printer> make_csv_printer() {
  return std::make_unique<CsvPrinter>();
}

}  // namespace knox::event

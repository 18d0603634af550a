// The format line: the line that events prints of each record (event/print_text.cpp).
#include "knox/bsm/event_mapper.h"
#include "knox/bsm/formats.h"
#include "knox/event/formats.h"

namespace knox::bsm {

namespace {

class LinePrinter final : public Printer {
 public:
  explicit LinePrinter(const PrintOptions& options)
      : mapper_({options.tables, options.names, options.host}), line_(event::make_text_printer()) {}

  void print(const Record& record, std::uint64_t, Out& out) override {
    if (!record.is_file()) line_->print(mapper_.map(record), out);  // a file token is no event
  }

 private:
  EventMapper mapper_;
  std::unique_ptr<event::Printer> line_;
};

}  // namespace

std::unique_ptr<Printer> make_line_printer(const PrintOptions& options) {
  return std::make_unique<LinePrinter>(options);
}

}  // namespace knox::bsm

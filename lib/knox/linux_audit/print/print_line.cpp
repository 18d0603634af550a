// The format line: the line that events prints of each event (event/print_text.cpp).
#include "knox/event/formats.h"
#include "knox/linux_audit/meaning/event_mapper.h"
#include "knox/linux_audit/print/formats.h"

namespace knox::linux_audit {

namespace {

class LinePrinter final : public Printer {
 public:
  explicit LinePrinter(const PrintOptions& options)
      : mapper_(*options.names, options.host), line_(event::make_text_printer()) {}

  void print(const Event& event, Out& out) override { line_->print(mapper_.map(event), out); }

 private:
  EventMapper mapper_;
  std::unique_ptr<event::Printer> line_;
};

}  // namespace

std::unique_ptr<Printer> make_line_printer(const PrintOptions& options) {
  return std::make_unique<LinePrinter>(options);
}

}  // namespace knox::linux_audit

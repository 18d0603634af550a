// The format text: one line an event, its time in UTC, its host where that is known (line.h).
#include "knox/base/time.h"
#include "knox/emit/shell.h"
#include "knox/event/formats.h"
#include "knox/event/line.h"
#include "knox/event/lineage.h"

namespace knox::event {

namespace {

class TextPrinter final : public Printer {
 public:
  void print(const Event& event, Out& out) override {
    const Processes both = lineage_.complete(event);
    {
      Pen pen(out);
      pen.room(64);
      times_.put(pen, event.time, event.time_digits);
      pen.put(' ');
    }
    const std::string_view host = event.host.name.empty() ? event.host.address : event.host.name;
    if (!host.empty()) {
      emit::shell_word(out, host);
      out.text(" ");
    }
    put_event(out, event, both);
    out.text("\n");
    out.end_record();
  }

 private:
  Lineage lineage_;
  TimeFormat times_;
};

}  // namespace

std::unique_ptr<Printer> make_text_printer() {
  return std::make_unique<TextPrinter>();
}

}  // namespace knox::event

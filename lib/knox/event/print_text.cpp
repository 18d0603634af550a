// The format text: one line an event, its time in UTC, its host where that is known (line.h).
#include "knox/base/time.h"
#include "knox/emit/paint.h"
#include "knox/emit/shell.h"
#include "knox/event/formats.h"
#include "knox/event/line.h"
#include "knox/event/lineage.h"

namespace knox::event {

namespace {

using emit::Paint;

class TextPrinter final : public Printer {
 public:
  void print(const Event& event, Out& out) override {
    const Processes both = lineage_.complete(event);
    painted(out, color_, Paint::kDim, [&] {
      Pen pen(out);
      pen.room(64);
      times_.put(pen, event.time, event.time_digits);
    });
    out.text(" ");
    const std::string_view host = event.host.name.empty() ? event.host.address : event.host.name;
    if (!host.empty()) {
      painted(out, color_, Paint::kCyan, [&] { emit::shell_word(out, host); });
      out.text(" ");
    }
    const Paint paint = event.success == false ? Paint::kRed : Paint::kNone;
    painted(out, color_, paint, [&] { put_event(out, event, both); });
    out.text("\n");
    out.end_record();
  }
  void use_color() override { color_ = true; }

 private:
  bool color_ = false;
  Lineage lineage_;
  TimeFormat times_;
};

}  // namespace

std::unique_ptr<Printer> make_text_printer() {
  return std::make_unique<TextPrinter>();
}

}  // namespace knox::event

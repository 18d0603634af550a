// The format ecs: one document of the Elastic Common Schema an event, without what only its source has. What
// the schema has no field for is in the object "knox".
#include "knox/event/ecs.h"
#include "knox/event/formats.h"

namespace knox::event {

namespace {

class EcsPrinter final : public Printer {
 public:
  void print(const Event& event, Out& out) override {
    emit::JsonLine line(out, raw_);
    ecs_.put(event, line);
    put_rest(event, line);
    line.finish();
  }

 private:
  // By the names that it has in the format json.
  static void put_rest(const Event& event, emit::JsonLine& line) {
    using std::string_view_literals::operator""sv;
    if (!event.object.known() && event.text.empty() && event.who.terminal.empty()) return;
    line.begin_object("knox"sv);
    line.string_if("object_name"sv, event.object.name);
    line.string_if("object_detail"sv, event.object.detail);
    line.string_if("terminal"sv, event.who.terminal);
    line.string_if("text"sv, event.text);
    line.end();
  }

  EcsWriter ecs_;
  emit::RawBytes raw_;
};

}  // namespace

std::unique_ptr<Printer> make_ecs_printer() {
  return std::make_unique<EcsPrinter>();
}

}  // namespace knox::event

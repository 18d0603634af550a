// The format ecs: a record as an event, by the one writer of the Elastic Common Schema. What that has no
// field for is in the object "knox".
#include "knox/access/as_event.h"
#include "knox/access/formats.h"
#include "knox/event/ecs.h"

namespace knox::access {

namespace {

class EcsPrinter final : public Printer {
 public:
  void print(const Record& record, Out& out) override {
    event::Event event = as_event(record);
    event.id = ids_.of(record);
    emit::JsonLine line(out, raw_);
    ecs_.put(event, line);
    put_rest(line, record);
    line.finish();
  }

 private:
  RecordIds ids_;
  event::EcsWriter ecs_;
  emit::RawBytes raw_;
};

}  // namespace

std::unique_ptr<Printer> make_ecs_printer(const PrintOptions&) {
  return std::make_unique<EcsPrinter>();
}

}  // namespace knox::access

// The format ecs: one document of the Elastic Common Schema an event, without what only its source has.
#include "knox/event/ecs.h"
#include "knox/event/formats.h"

namespace knox::event {

namespace {

class EcsPrinter final : public Printer {
 public:
  void print(const Event& event, Out& out) override {
    emit::JsonLine line(out, raw_);
    ecs_.put(event, line);
    line.finish();
  }

 private:
  EcsWriter ecs_;
  emit::RawBytes raw_;
};

}  // namespace

std::unique_ptr<Printer> make_ecs_printer() {
  return std::make_unique<EcsPrinter>();
}

}  // namespace knox::event

// The format ecs: one document of the Elastic Common Schema 8 an event, as every source has it (event/ecs.h),
// with what only Linux Audit knows (ecs_rest.h).
#include "knox/event/ecs.h"
#include "knox/linux_audit/meaning/event_mapper.h"
#include "knox/linux_audit/print/ecs_rest.h"
#include "knox/linux_audit/print/formats.h"

namespace knox::linux_audit {

namespace {

class EcsPrinter final : public Printer {
 public:
  explicit EcsPrinter(const PrintOptions& options) : mapper_(*options.names, options.host) {}

  void print(const Event& event, Out& out) override {
    const event::Event& mapped = mapper_.map(event);
    emit::JsonLine line(out, raw_);
    writer_.put(mapped, line);
    rest_.put(line, mapped, mapper_.normal());
    line.finish();
  }

 private:
  EventMapper mapper_;
  event::EcsWriter writer_;
  EcsRest rest_;
  emit::RawBytes raw_;
};

}  // namespace

std::unique_ptr<Printer> make_ecs_printer(const PrintOptions& options) {
  return std::make_unique<EcsPrinter>(options);
}

}  // namespace knox::linux_audit

// The format ecs: one document of the Elastic Common Schema 8 an entry (elastic.co/guide/en/ecs). What all
// sources tell is written by event::EcsWriter; what ECS has no field for is in the object unified_log.
// knox-json(5) is its manual.
#include "knox/event/ecs.h"
#include "knox/ulog/ecs_rest.h"
#include "knox/ulog/event_mapper.h"
#include "knox/ulog/formats.h"

namespace knox::ulog {

namespace {

class EcsPrinter final : public Printer {
 public:
  explicit EcsPrinter(const PrintOptions& options) : mapper_(*options.names, options.host) {}

  void print(const Entry& entry, RuleNames rules, Out& out) override {
    emit::JsonLine line(out, raw_);
    writer_.put(mapper_.map(entry.record, rules), line);
    put_ecs_rest(line, entry.record);
    line.finish();
  }

 private:
  EventMapper mapper_;
  event::EcsWriter writer_;
  emit::RawBytes raw_;
};

}  // namespace

std::unique_ptr<Printer> make_ecs_printer(const PrintOptions& options) {
  return std::make_unique<EcsPrinter>(options);
}

}  // namespace knox::ulog

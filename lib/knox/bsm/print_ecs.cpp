// The format ecs: one document of the Elastic Common Schema 8 a record (elastic.co/guide/en/ecs). What all
// sources tell is written by event::EcsWriter; what ECS has no field for is in the object bsm, so that
// nothing is lost. knox-json(5) is its manual.
#include "knox/bsm/ecs_rest.h"
#include "knox/bsm/event_mapper.h"
#include "knox/bsm/formats.h"
#include "knox/event/ecs.h"

namespace knox::bsm {

namespace {

class EcsPrinter final : public Printer {
 public:
  explicit EcsPrinter(const PrintOptions& options)
      : mapper_({options.tables, options.names, options.host}), rest_(options) {}

  void print(const Record& record, std::uint64_t offset, Out& out) override {
    emit::JsonLine line(out, rest_.raw());
    writer_.put(mapper_.map(record), line);
    if (!record.is_file()) rest_.put(record, offset, mapper_.facts(), line, out);
    line.finish();
  }

 private:
  EventMapper mapper_;
  event::EcsWriter writer_;
  EcsRest rest_;
};

}  // namespace

std::unique_ptr<Printer> make_ecs_printer(const PrintOptions& options) {
  return std::make_unique<EcsPrinter>(options);
}

}  // namespace knox::bsm

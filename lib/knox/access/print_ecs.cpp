// The format ecs: a record as an event (as_event), by the one writer of the Elastic Common Schema. What that
// has no field for is in the object "knox".
#include "knox/access/formats.h"
#include "knox/event/ecs.h"

namespace knox::access {

namespace {

using std::string_view_literals::operator""sv;

class EcsPrinter final : public Printer {
 public:
  void print(const Record& record, Out& out) override {
    emit::JsonLine line(out, raw_);
    ecs_.put(as_event(record), line);
    line.begin_object("knox"sv);
    line.begin_object("access"sv);
    line.string("event"sv, name_of(record.event));
    line.string_if("type"sv, name_of(record.type));
    if (record.is_noise) line.boolean("noise"sv, true);
    line.string_if("service"sv, record.service);
    line.string_if("method"sv, record.method);
    line.string_if("key"sv, record.key);
    line.string_if("reason"sv, record.reason);
    if (record.attempts != 0) line.number("refused"sv, record.attempts);
    if (record.keys_refused != 0) line.number("keys_refused"sv, record.keys_refused);
    if (record.began && *record.began <= record.time && record.ended.empty()) {
      line.number("seconds"sv, record.time.seconds - record.began->seconds);
    }
    line.string_if("ended"sv, record.ended);
    line.string_if("source_format"sv, record.source);
    line.end();
    line.end();
    line.finish();
  }

 private:
  event::EcsWriter ecs_;
  emit::RawBytes raw_;
};

}  // namespace

std::unique_ptr<Printer> make_ecs_printer(const PrintOptions&) {
  return std::make_unique<EcsPrinter>();
}

}  // namespace knox::access

// The format ecs: one document of the Elastic Common Schema 8 an entry (elastic.co/guide/en/ecs). What all
// sources tell is written by event::EcsWriter; what ECS has no field for is in the object unified_log.
// knox-json(5) is its manual.
#include "knox/event/ecs.h"
#include "knox/ulog/event_mapper.h"
#include "knox/ulog/formats.h"
#include "knox/ulog/names.h"

namespace knox::ulog {

namespace {

using emit::JsonLine;
using std::string_view_literals::operator""sv;

class EcsPrinter final : public Printer {
 public:
  explicit EcsPrinter(const PrintOptions& options) : mapper_(*options.names, options.host) {}

  void print(const Entry& entry, RuleNames rules, Out& out) override {
    const Record& r = entry.record;
    JsonLine line(out, raw_);
    writer_.put(mapper_.map(r, rules), line);
    if (r.level) {
      line.begin_object("log"sv);
      line.string("level"sv, word_of(*r.level));
      line.end();
    }
    line.begin_object("unified_log"sv);
    put(line, "subsystem"sv, r.subsystem);
    put(line, "category"sv, r.category);
    put(line, "format"sv, r.format);
    put(line, "sender"sv, r.sender_path ? r.sender_path : r.sender);
    put(line, "thread"sv, r.thread);
    put(line, "activity"sv, r.activity);
    put(line, "parent_activity"sv, r.parent_activity);
    put(line, "boot_uuid"sv, r.boot_uuid);
    line.end();
    line.finish();
  }

 private:
  static void put(JsonLine& line, std::string_view key, const Record::Text& text) {
    if (text && !text->empty()) line.string(key, *text);
  }
  static void put(JsonLine& line, std::string_view key, const Record::Number& number) {
    if (number && *number != 0) line.number(key, *number);
  }

  EventMapper mapper_;
  event::EcsWriter writer_;
  emit::RawBytes raw_;
};

}  // namespace

std::unique_ptr<Printer> make_ecs_printer(const PrintOptions& options) {
  return std::make_unique<EcsPrinter>(options);
}

}  // namespace knox::ulog

// The format json: one object an event, with the objects of ECS (members.h) and without its frame.
//
//   {"time":"2024-05-14T09:12:04.091Z","id":"...","host":{...},"dataset":"knox.bsm","code":"42","sequence":7,
//    "action":"rename","object":"file","outcome":"failure","error":{"code":"EACCES","message":"Permission
//    denied"},
//    "user":{"id":"501","effective":{...},"audit":{...},"target":{...}},"group":{...},"session":100004,
//    "terminal":"ttys001","process":{...,"parent":{...}},"file":{...},"network":{...},"source":{...},"destination":{...},
//    "server":{...},"message":"alice rename ...","text":"...","tags":[...]}
//
// What the source does not tell is absent. knox-json(5) is its manual.
#include "knox/event/formats.h"
#include "knox/event/line.h"
#include "knox/event/lineage.h"
#include "knox/event/members.h"

namespace knox::event {

namespace {

using emit::JsonLine;
using std::string_view_literals::operator""sv;

class JsonPrinter final : public Printer {
 public:
  void print(const Event& event, Out& out) override {
    const Processes both = lineage_.complete(event);
    JsonLine line(out, raw_);
    line.text("time"sv, [&](Pen& pen) { times_.put(pen, event.time, event.time_digits); });
    line.string_if("id"sv, event.id);
    put_host(line, event.host);
    line.string_if("dataset"sv, event.dataset);
    line.string_if("code"sv, event.code);
    if (event.sequence) line.number("sequence"sv, *event.sequence);
    put_what(line, event);
    put_who(line, event.who);
    process_.put(line, both);
    put_file(line, event.file);
    put_network(line, event);
    line.string("message"sv, line_.of(event, both));
    line.string_if("text"sv, event.text);
    if (!event.addresses.empty()) line.strings("addresses"sv, event.addresses);
    if (!event.tags.empty()) line.strings("tags"sv, event.tags);
    line.finish();
  }

 private:
  static void put_what(JsonLine& line, const Event& event) {
    if (event.kind != Kind::kEvent) line.string("kind"sv, event.kind == Kind::kAlert ? "alert" : "damaged");
    line.string_if("action"sv, event.word);
    line.string_if("object"sv, info(event.action).object);
    line.string_if("object_name"sv, event.object.name);
    line.string_if("object_detail"sv, event.object.detail);
    line.string("outcome"sv, !event.success ? "unknown" : *event.success ? "success" : "failure");
    put_error(line, event);
  }
  static void put_who(JsonLine& line, const Who& who) {
    if (who.has_actor() || who.target.known()) {
      line.begin_object("user"sv);
      put_actor(line, who);
      put_user(line, "target"sv, who.target);
      line.end();
    }
    if (who.group.known()) {
      line.begin_object("group"sv);
      put_principal(line, who.group);
      line.end();
    }
    line.number_if("session"sv, who.session);
    line.string_if("terminal"sv, who.terminal);
  }

  Lineage lineage_;
  TimeFormat times_;
  EventLine line_;
  ProcessMembers process_;
  emit::RawBytes raw_;
};

}  // namespace

std::unique_ptr<Printer> make_json_printer() {
  return std::make_unique<JsonPrinter>();
}

}  // namespace knox::event

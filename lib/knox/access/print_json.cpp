// The format json: one object a record; knox-access(5) is its manual.
//
//   {"timestamp":"2024-05-14T09:12:04.091Z","hostname":"web1","log":{"event":"ssh","type":"login","success":true,
//    "data":{"user":{"id":1000,"name":"alice"},"source":{"address":"192.0.2.7","port":50122},"service":"sshd",...}}}
#include "knox/access/formats.h"
#include "knox/base/time.h"
#include "knox/emit/json_line.h"

namespace knox::access {

namespace {

using emit::JsonLine;
using std::string_view_literals::operator""sv;

void put_person(JsonLine& line, std::string_view key, const Person& person) {
  if (!person.known()) return;
  line.begin_object(key);
  line.number_if("id"sv, person.id);
  line.string_if("name"sv, person.name);
  line.end();
}

class JsonPrinter final : public Printer {
 public:
  void print(const Record& record, Out& out) override {
    JsonLine line(out, raw_);
    line.text("timestamp"sv, [&](Pen& pen) { times_.put(pen, record.time, record.time_digits); });
    line.string_if("hostname"sv, record.host);
    line.begin_object("log"sv);
    line.string("event"sv, name_of(record.event));
    line.string_if("type"sv, name_of(record.type));
    if (record.success) line.boolean("success"sv, *record.success);
    if (record.is_noise) line.boolean("noise"sv, true);
    line.begin_object("data"sv);
    put_data(line, record);
    line.end();
    line.end();
    line.finish();
  }

 private:
  void put_data(JsonLine& line, const Record& record) {
    put_person(line, "user"sv, record.user);
    put_person(line, "target"sv, record.target);
    put_person(line, "audit_user"sv, record.audit);
    put_person(line, "group"sv, record.group);
    if (!record.address.empty() || !record.hostname.empty() || record.port) {
      line.begin_object("source"sv);
      line.string_if("address"sv, record.address);
      line.string_if("hostname"sv, record.hostname);
      line.number_if("port"sv, record.port);
      line.end();
    }
    line.string_if("service"sv, record.service);
    line.string_if("terminal"sv, record.terminal);
    line.string_if("method"sv, record.method);
    line.string_if("key"sv, record.key);
    line.string_if("command"sv, record.command);
    line.string_if("working_directory"sv, record.directory);
    line.string_if("path"sv, record.path);
    line.string_if("reason"sv, record.reason);
    if (record.attempts != 0) line.number("refused"sv, record.attempts);
    if (record.keys_refused != 0) line.number("keys_refused"sv, record.keys_refused);
    line.number_if("pid"sv, record.pid);
    line.number_if("session"sv, record.session);
    if (record.began) {
      line.text("began"sv, [&](Pen& pen) { times_.put(pen, *record.began, record.time_digits); });
      if (*record.began <= record.time && record.ended.empty()) {
        line.number("seconds"sv, record.time.seconds - record.began->seconds);
      }
    }
    if (record.until) {
      line.text("until"sv, [&](Pen& pen) { times_.put(pen, *record.until, record.time_digits); });
    }
    line.string_if("ended"sv, record.ended);
    line.string_if("text"sv, record.text);
    line.string_if("source_format"sv, record.source);
    if (record.filled.empty()) return;
    line.begin_object("filled"sv);
    for (const auto& [member, source] : record.filled) line.string(member, source);
    line.end();
  }

  TimeFormat times_;
  emit::RawBytes raw_;
};

}  // namespace

std::unique_ptr<Printer> make_json_printer(const PrintOptions&) {
  return std::make_unique<JsonPrinter>();
}

}  // namespace knox::access

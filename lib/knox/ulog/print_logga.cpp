// The format logga: the records that logga's unified logger writes.
//
//   {"timestamp":"2025-04-02T10:47:12.103054Z","hostname":"mac-7","log":{"level":4,"activity_identifier":
//    1303937,"category":"AuthorizationHost","format_string":"Failed ...","composed_message":"Failed ...",
//    "process":"authorizationhost","process_identifier":73362,"sender":"authorizationhost","subsystem":
//    "com.apple.Authorization","thread_identifier":848669}}
//
// A level is OSLogEntryLog.Level of Apple's OSLog: 1 debug, 2 info, 3 notice (log(1)'s default), 4 error,
// 5 fault. What an entry does not tell is absent: of the hostname all styles but syslog, of store_category
// all of them.
#include "knox/emit/json_line.h"
#include "knox/ulog/formats.h"

namespace knox::ulog {

namespace {

using emit::JsonLine;
using std::string_view_literals::operator""sv;

std::uint32_t number_of(Level level) {
  switch (level) {
    case Level::kDebug: return 1;
    case Level::kInfo: return 2;
    case Level::kDefault: return 3;
    case Level::kError: return 4;
    case Level::kFault: return 5;
  }
  return 0;
}

class LoggaPrinter final : public Printer {
 public:
  explicit LoggaPrinter(std::string host) : host_(std::move(host)) {}

  void print(const Entry& entry, RuleNames, Out& out) override {
    const Record& r = entry.record;
    JsonLine line(out, raw_);
    if (r.time) line.text("timestamp"sv, [&](Pen& pen) { times_.put(pen, *r.time, r.time_digits); });
    line.string_if("hostname"sv, host_.empty() ? r.host.value_or(std::string_view()) : host_);
    line.begin_object("log"sv);
    if (r.level) line.number("level"sv, number_of(*r.level));
    put(line, "activity_identifier"sv, r.activity);
    put(line, "category"sv, r.category);
    put(line, "format_string"sv, r.format);
    put(line, "composed_message"sv, r.message);
    put(line, "process"sv, r.process);
    if (r.pid) line.signed_number("process_identifier"sv, *r.pid);
    put(line, "sender"sv, r.sender);
    put(line, "subsystem"sv, r.subsystem);
    put(line, "thread_identifier"sv, r.thread);
    line.end();
    line.finish();
  }

 private:
  static void put(JsonLine& line, std::string_view key, const Record::Text& text) {
    if (text) line.string(key, *text);
  }
  static void put(JsonLine& line, std::string_view key, const Record::Number& number) {
    if (number) line.number(key, *number);
  }

  std::string host_;
  TimeFormat times_;
  emit::RawBytes raw_;
};

}  // namespace

std::unique_ptr<Printer> make_logga_printer(const PrintOptions& options) {
  return std::make_unique<LoggaPrinter>(options.host);
}

}  // namespace knox::ulog

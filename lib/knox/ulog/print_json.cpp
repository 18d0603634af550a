// The format json: one object an entry, in the same words whatever style it was read from.
//
//   {"time":"2025-04-02T10:47:12.103054Z","type":"logEvent","level":"error","process":{"pid":73362,"name":
//    "authorizationhost","executable":"/System/...","uuid":"CA6E..."},"user":{"id":"0"},"subsystem":
//    "com.apple.Authorization","category":"AuthorizationHost","message":"Failed to ...","format":"Failed
//    ...",
//    "sender":{"name":"...","path":"...","uuid":"...","offset":134502},"thread":848669,"activity":1303937,
//    "parent_activity":1303936,"mach_time":...,"trace":...,"boot_uuid":"...","rules":["auth"]}
//
// What an entry does not tell is absent, and so is what is empty or zero for nothing. knox-json(5) is its
// manual.
#include "knox/emit/json_line.h"
#include "knox/ulog/formats.h"
#include "knox/ulog/names.h"

namespace knox::ulog {

namespace {

using emit::JsonLine;
using emit::Key;

class JsonPrinter final : public Printer {
 public:
  explicit JsonPrinter(std::string host) : host_(std::move(host)) {}

  void print(const Entry& entry, RuleNames rules, Out& out) override {
    const Record& r = entry.record;
    JsonLine line(out, raw_);
    if (r.time) line.text(time_, [&](Pen& pen) { times_.put(pen, *r.time, r.time_digits); });
    put_host(line, r);
    if (r.type) line.string(type_, name_of(*r.type));
    if (r.level) line.string(level_, word_of(*r.level));
    put_process(line, r);
    put_text(line, subsystem_, r.subsystem);
    put_text(line, category_, r.category);
    if (r.message) line.string(message_, *r.message);
    put_text(line, format_, r.format);
    put_sender(line, r);
    put_number(line, thread_, r.thread);
    put_activities(line, r);
    put_number(line, mach_time_, r.mach_time);
    put_number(line, trace_, r.trace);
    put_text(line, boot_uuid_, r.boot_uuid);
    put_rest(line, r);
    if (!rules.empty()) line.strings("rules", rules);
    line.finish();
  }

 private:
  static void put_text(JsonLine& line, const Key& key, const Record::Text& text) {
    if (text && !text->empty()) line.string(key, *text);
  }
  static void put_number(JsonLine& line, const Key& key, const Record::Number& number) {
    if (number) line.number(key, *number);
  }
  static void put_id(JsonLine& line, const Key& key, const Record::Number& number) {
    if (number && *number != 0) line.number(key, *number);
  }

  void put_host(JsonLine& line, const Record& r) {
    const std::string_view host = host_.empty() ? r.host.value_or(std::string_view()) : host_;
    if (host.empty()) return;
    line.begin_object(host_key_);
    line.string(name_, host);
    line.end();
  }
  void put_process(JsonLine& line, const Record& r) {
    if (r.pid || r.process || r.process_path) {
      line.begin_object(process_);
      if (r.pid) line.signed_number(pid_, *r.pid);
      put_text(line, name_, r.process);
      put_text(line, executable_, r.process_path);
      put_text(line, uuid_, r.process_uuid);
      line.end();
    }
    if (!r.uid) return;
    line.begin_object(user_);
    line.text(id_, [&](Pen& pen) { pen.sdec(*r.uid); });
    line.end();
  }
  void put_sender(JsonLine& line, const Record& r) {
    if (!r.sender && !r.sender_path && !r.sender_offset) return;
    line.begin_object(sender_);
    put_text(line, name_, r.sender);
    put_text(line, path_, r.sender_path);
    put_text(line, uuid_, r.sender_uuid);
    put_number(line, offset_, r.sender_offset);
    line.end();
  }
  void put_activities(JsonLine& line, const Record& r) {
    put_id(line, activity_, r.activity);
    put_id(line, parent_activity_, r.parent_activity);
    put_id(line, creator_activity_, r.creator_activity);
    put_id(line, transition_activity_, r.transition_activity);
  }
  // What most entries have not.
  void put_rest(JsonLine& line, const Record& r) {
    put_number(line, ttl_, r.ttl);
    put_number(line, size_, r.size);
    put_number(line, creator_process_, r.creator_process);
    if (r.signpost_type || r.signpost_name || (r.signpost && *r.signpost != 0)) {
      line.begin_object(signpost_);
      put_number(line, id_, r.signpost);
      put_text(line, name_, r.signpost_name);
      if (r.signpost_type) line.string(type_, name_of(*r.signpost_type));
      if (r.signpost_scope) line.string(scope_, name_of(*r.signpost_scope));
      line.end();
    }
    if (r.source_file || r.source_symbol) {
      line.begin_object(source_);
      put_text(line, file_, r.source_file);
      put_number(line, line_, r.source_line);
      put_text(line, symbol_, r.source_symbol);
      line.end();
    }
    put_number(line, lost_, r.loss_count);
  }

  const Key time_{"time"}, host_key_{"host"}, type_{"type"}, level_{"level"}, process_{"process"},
      pid_{"pid"}, name_{"name"}, executable_{"executable"}, uuid_{"uuid"}, user_{"user"}, id_{"id"},
      subsystem_{"subsystem"}, category_{"category"}, message_{"message"}, format_{"format"},
      sender_{"sender"}, path_{"path"}, offset_{"offset"}, thread_{"thread"}, activity_{"activity"},
      parent_activity_{"parent_activity"}, creator_activity_{"creator_activity"},
      transition_activity_{"transition_activity"}, mach_time_{"mach_time"}, trace_{"trace"},
      boot_uuid_{"boot_uuid"}, ttl_{"ttl"}, size_{"size"}, creator_process_{"creator_process"},
      signpost_{"signpost"}, scope_{"scope"}, source_{"source"}, file_{"file"}, line_{"line"},
      symbol_{"symbol"}, lost_{"lost"};
  std::string host_;
  TimeFormat times_;
  emit::RawBytes raw_;
};

}  // namespace

std::unique_ptr<Printer> make_json_printer(const PrintOptions& options) {
  return std::make_unique<JsonPrinter>(options.host);
}

}  // namespace knox::ulog

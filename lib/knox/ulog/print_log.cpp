// An entry that never was a line of log(1), as one of `log show --style ndjson`: its keys, and a line feed.
#include "knox/emit/json.h"
#include "knox/ulog/formats.h"
#include "knox/ulog/names.h"

namespace knox::ulog {

namespace {

class Members {
 public:
  explicit Members(Out& out) : out_(out) {}

  void key(std::string_view name) {
    out_.text(is_first_ ? "{\"" : ",\"");
    is_first_ = false;
    out_.text(name);
    out_.text("\":");
  }
  void text(std::string_view name, std::string_view value) {
    key(name);
    emit::json_string(out_, value);
  }
  void text(std::string_view name, const Record::Text& value) {
    text(name, value.value_or(std::string_view()));
  }
  void number(std::string_view name, std::uint64_t value) {
    key(name);
    number(value);
  }
  void number(std::string_view name, const Record::Number& value) { number(name, value.value_or(0)); }
  void signed_number(std::string_view name, std::int64_t value) {
    key(name);
    Pen pen(out_);
    pen.room(32);
    pen.sdec(value);
  }
  void number(std::uint64_t value) {
    Pen pen(out_);
    pen.room(32);
    pen.dec(value);
  }

 private:
  Out& out_;
  bool is_first_ = true;
};

// A record without one has the place that it was sent from.
void put_backtrace(Members& line, const Record& r, Out& out) {
  line.key("backtrace");
  const BacktraceFrame sender{.image_uuid = r.sender_uuid.value_or(std::string_view()),
                              .offset = r.sender_offset.value_or(0)};
  const std::span<const BacktraceFrame> frames = r.backtrace.empty() ? std::span(&sender, 1) : r.backtrace;
  bool is_first = true;
  for (const BacktraceFrame& frame : frames) {
    out.text(is_first ? "{\"frames\":[{\"imageOffset\":" : ",{\"imageOffset\":");
    is_first = false;
    line.number(frame.offset);
    out.text(",\"imageUUID\":");
    emit::json_string(out, frame.image_uuid);
    out.text("}");
  }
  out.text("]}");
}

void put_signpost(Members& line, const Record& r) {
  line.number("signpostID", r.signpost);
  line.text("signpostName", r.signpost_name);
  if (r.signpost_type) line.text("signpostType", name_of(*r.signpost_type));
  if (r.signpost_scope) line.text("signpostScope", name_of(*r.signpost_scope));
}

}  // namespace

void print_as_log(const Record& r, Out& out) {
  Members line(out);
  line.text("timestamp", r.written_time);
  line.number("machTimestamp", r.mach_time);
  line.text("timezoneName", std::string_view());
  line.text("bootUUID", r.boot_uuid);
  line.text("eventType", r.type ? name_of(*r.type) : std::string_view());
  if (r.level) line.text("messageType", name_of(*r.level));
  line.text("eventMessage", r.message);
  line.text("formatString", r.format);
  line.key("source");
  out.text("null");
  line.signed_number("processID", r.pid.value_or(0));
  line.text("processImagePath", r.process_path);
  line.text("processImageUUID", r.process_uuid);
  line.text("senderImagePath", r.sender_path);
  line.text("senderImageUUID", r.sender_uuid);
  line.number("senderProgramCounter", r.sender_offset);
  put_backtrace(line, r, out);
  line.text("subsystem", r.subsystem);
  line.text("category", r.category);
  line.number("threadID", r.thread);
  line.signed_number("userID", r.uid.value_or(0));
  line.number("traceID", r.trace);
  line.number("activityIdentifier", r.activity);
  line.number("parentActivityIdentifier", r.parent_activity);
  if (r.creator_activity) line.number("creatorActivityID", *r.creator_activity);
  if (r.type == Type::kSignpost) put_signpost(line, r);
  if (r.loss_count) line.number("lossCount", *r.loss_count);
  out.text("}\n");
  out.end_record();
}

}  // namespace knox::ulog

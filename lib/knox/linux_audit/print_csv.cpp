// The format csv: one event a row, in the columns of ausearch --format csv, with the time in one of them.
// What could break the line or a terminal is written as in emit/line.h; quotes are those of RFC 4180.
#include "knox/emit/line.h"
#include "knox/linux_audit/formats.h"
#include "knox/linux_audit/normalize.h"
#include "knox/linux_audit/value.h"

namespace knox::linux_audit {

namespace {

constexpr std::string_view kHeader =
    "node,event,time,serial,category,session,subject,subject_secondary,action,result,object,object_secondary,"
    "object_type,how\n";

class CsvPrinter final : public Printer {
 public:
  explicit CsvPrinter(const PrintOptions& options) : normalizer_(*options.names) {}

  void begin(Out& out) override { out.text(kHeader); }
  void print(const Event& event, Out& out) override;

 private:
  Normalizer normalizer_;
  UtcFormat utc_;
};

void put_text(Out& out, std::string_view text) {
  if (text.find_first_of("\",") == text.npos) return emit::line_text(out, text);
  out.text("\"");
  for (;;) {
    const std::size_t size = text.find('"');
    emit::line_text(out, text.substr(0, size));
    if (size == text.npos) break;
    out.text("\"\"");
    text.remove_prefix(size + 1);
  }
  out.text("\"");
}

void CsvPrinter::print(const Event& event, Out& out) {
  const NormalEvent& normal = normalizer_.normalize(event);
  const auto& [actor, action, object, how] = normal.summary;
  const auto put = [&](std::string_view text) {
    put_text(out, text);
    out.text(",");
  };
  put(normal.node);
  put(normal.record_type);
  {
    Pen pen(out);
    pen.room(96);
    utc_.put(pen, normal.time, 3);
    pen.put(',').dec(normal.sequence).put(',');
  }
  put(normal.category);
  if (normal.session && *normal.session != kUnsetId) {
    Pen pen(out);
    pen.room(24);
    pen.dec(*normal.session);
  }
  out.text(",");
  put(actor.primary);
  put(actor.secondary);
  put(action);
  put(normal.result);
  put(object.primary);
  put(object.secondary);
  put(object.type);
  put_text(out, how);
  out.text("\n");
}

}  // namespace

std::unique_ptr<Printer> make_csv_printer(const PrintOptions& options) {
  return std::make_unique<CsvPrinter>(options);
}

}  // namespace knox::linux_audit

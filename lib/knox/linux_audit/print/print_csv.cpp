// The format csv: one event a row, in the columns of ausearch --format csv, with the time in one of them,
// each harmless (emit/csv.h).
#include "knox/emit/csv.h"
#include "knox/linux_audit/meaning/normalize.h"
#include "knox/linux_audit/print/formats.h"
#include "knox/linux_audit/record/value.h"

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

void CsvPrinter::print(const Event& event, Out& out) {
  const NormalEvent& normal = normalizer_.normalize(event);
  const auto& [actor, action, object, how] = normal.summary;
  const auto put = [&](std::string_view text) {
    emit::csv_text(out, text);
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
  emit::csv_text(out, how);
  out.text("\n");
  out.end_record();
}

}  // namespace

std::unique_ptr<Printer> make_csv_printer(const PrintOptions& options) {
  return std::make_unique<CsvPrinter>(options);
}

}  // namespace knox::linux_audit

// The format text: one line an entry, as log(1) has it in its style compact. The time is that of the clock
// where the entry was written; what could break the line or the terminal is escaped; rules stand at the end.
//
//   2025-04-02 16:17:12.103 E  authorizationhost[73362:cf32d] [com.apple.Authorization:AuthorizationHost]
//   Failed to authenticate user <<private>> (error: 9). {auth}
#include <algorithm>

#include "knox/emit/line.h"
#include "knox/emit/paint.h"
#include "knox/ulog/formats.h"
#include "knox/ulog/names.h"

namespace knox::ulog {

namespace {

using emit::Paint;

Paint paint_of(const Record& record) {
  if (!record.level) return Paint::kCyan;  // it is no message
  switch (*record.level) {
    case Level::kError: return Paint::kYellow;
    case Level::kFault: return Paint::kBoldRed;
    case Level::kDebug: return Paint::kDim;
    case Level::kInfo: return Paint::kBlue;
    default: return Paint::kNone;
  }
}

// As compact has it, and of what it has not the same in its manner.
std::string_view mark_of(const Record& record) {
  if (record.level) return mark_of(*record.level);
  if (!record.type) return "-";
  switch (*record.type) {
    case Type::kActivityCreate:
    case Type::kActivityTransition:
    case Type::kUserAction: return "A";
    case Type::kSignpost: return "Sp";
    case Type::kLoss: return "Lo";
    case Type::kState: return "St";
    case Type::kTrace: return "Tr";
    case Type::kTimesync: return "Ts";
    default: return "-";
  }
}

class TextPrinter final : public Printer {
 public:
  explicit TextPrinter(bool color) : color_(color) {}

  void print(const Entry& entry, RuleNames rules, Out& out) override {
    const Record& r = entry.record;
    const Paint paint = color_ ? paint_of(r) : Paint::kNone;
    out.text(begin_of(paint));
    put_time(r, out);
    put_process(r, out);
    if (r.sender && r.sender != r.process && !r.sender->empty()) put(out, " (", *r.sender, ")");
    if (r.subsystem && !r.subsystem->empty()) {
      put(out, " [", *r.subsystem, ":");
      put(out, "", r.category.value_or(std::string_view()), "]");
    }
    if (r.signpost_type) put_signpost(r, out);
    if (r.loss_count && !r.message) put_loss(*r.loss_count, out);
    if (r.message) put(out, " ", *r.message, "");
    out.text(end_of(paint));
    if (!rules.empty()) {
      out.text(" {");
      for (const std::string_view& rule : rules) put(out, &rule == rules.data() ? "" : ",", rule, "");
      out.text("}");
    }
    out.text("\n");
    out.end_record();
  }

 private:
  static void put(Out& out, std::string_view before, std::string_view text, std::string_view behind) {
    out.text(before);
    emit::line_text(out, text);
    out.text(behind);
  }

  void put_time(const Record& r, Out& out) {
    constexpr std::size_t kShown = 23;  // 2025-04-02 16:17:12.103
    constexpr std::string_view kNothing = "-                       ";
    Pen pen(out);
    pen.room(96);
    const std::string_view written = r.written_time.substr(0, kShown);
    char* const at = pen.at();
    if (written.size() == kShown && has_fraction(written)) {
      pen.put(written);
      at[10] = ' ';
    } else if (r.time) {
      times_.put(pen, *r.time, 3);
      at[10] = ' ';
      pen.at(pen.at() - 1);  // the Z
    } else {
      pen.put(kNothing.substr(0, kShown));
    }
    const std::string_view mark = mark_of(r);
    pen.put(' ').put(mark).put(std::string_view("   ").substr(0, 3 - mark.size()));
  }
  // Up to its milliseconds.
  static bool has_fraction(std::string_view time) {
    return std::ranges::all_of(time.substr(20), [](char c) { return c >= '0' && c <= '9'; });
  }

  static void put_process(const Record& r, Out& out) {
    emit::line_text(out, r.process.value_or("-"));
    if (!r.pid) return;
    Pen pen(out);
    pen.room(64);
    pen.put('[').sdec(*r.pid);
    if (r.thread) pen.put(':').hex(*r.thread);
    pen.put(']');
  }
  static void put_signpost(const Record& r, Out& out) {
    Pen pen(out);
    pen.room(128);
    pen.put(" [");
    if (r.signpost) pen.put("spid 0x").hex(*r.signpost).put(", ");
    if (r.signpost_scope) pen.put(name_of(*r.signpost_scope)).put(", ");
    pen.put(name_of(*r.signpost_type)).put(']');
    if (!r.signpost_name || r.signpost_name->empty()) return;
    pen.put(' ');
    emit::line_text(pen, *r.signpost_name);
  }
  static void put_loss(std::uint64_t count, Out& out) {
    Pen pen(out);
    pen.room(64);
    pen.put(" lost ").dec(count);
  }

  bool color_;
  TimeFormat times_;
};

}  // namespace

std::unique_ptr<Printer> make_text_printer(const PrintOptions& options) {
  return std::make_unique<TextPrinter>(options.color);
}

}  // namespace knox::ulog

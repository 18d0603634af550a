// The format text: one line a record.
//
//   TIME [HOST] EVENT MARK WHO [as WHOM] [from WHERE] [by HOW] [on WHAT] [ran WHAT]: WHY
//
// Time, event and who are in columns. Every string is a word of a shell, so nobody's name can break the line.
#include <algorithm>

#include "knox/access/formats.h"
#include "knox/base/time.h"
#include "knox/emit/paint.h"
#include "knox/emit/shell.h"

namespace knox::access {

namespace {

using emit::Paint;

class TextPrinter final : public Printer {
 public:
  explicit TextPrinter(const PrintOptions& options) : ascii_(options.ascii), color_(options.color) {}

  void print(const Record& record, Out& to) override {
    line_.clear();
    write(record, line_out_);
    line_out_.flush();
    line_.erase(line_.find_last_not_of(' ') + 1);  // of a column with nothing behind it
    to.text(line_);
    to.text("\n");
    to.end_record();
  }

 private:
  void write(const Record& record, Out& out) {
    painted(out, color_, Paint::kDim, [&] {
      Pen pen(out);
      pen.room(64);
      times_.put(pen, record.time, record.time_digits);
    });
    put("", record.host, out);
    put_event(record, out);
    put_who(record, out);
    put_source(record, out);
    put("by", record.method, out);
    put("", record.key, out);
    put("on", record.terminal, out);
    put("ran", record.command, out);
    put("", record.path, out);
    put_rest(record, out);
  }

  static void put(std::string_view word, std::string_view value, Out& out) {
    if (value.empty()) return;
    out.text(" ");
    out.text(word);
    if (!word.empty()) out.text(" ");
    emit::shell_word(out, value);
  }
  static void pad(std::size_t size, std::size_t width, Out& out) {
    for (; size < width; ++size) out.text(" ");
  }

  static Paint paint_of(const Record& record) {
    if (!record.success) return Paint::kYellow;
    return *record.success ? Paint::kGreen : Paint::kRed;
  }
  std::string_view mark(const Record& record) const {
    if (!record.success) return "?";
    if (ascii_) return *record.success ? "+" : "-";
    return *record.success ? "✓" : "✗";
  }

  void put_event(const Record& record, Out& out) const {
    constexpr std::size_t kWidth = 18;
    const std::string_view event = name_of(record.event), type = name_of(record.type);
    out.text(" ");
    out.text(event);
    if (!type.empty()) out.text(" ");
    out.text(type);
    pad(event.size() + (type.empty() ? 0 : type.size() + 1), kWidth, out);
    out.text(" ");
    painted(out, color_, paint_of(record), [&] { out.text(mark(record)); });
  }

  std::string_view word_of(const Person& person) {
    word_.clear();
    if (!person.name.empty()) {
      emit::shell_word(words_, person.name);
    } else if (person.id) {
      Pen pen(words_);
      pen.room(16);
      pen.dec(*person.id);
    }
    words_.flush();
    return word_;
  }
  void put_person(std::string_view word, const Person& person, Out& out) {
    if (!person.known()) return;
    out.text(" ");
    out.text(word);
    out.text(" ");
    out.text(word_of(person));
  }

  void put_who(const Record& record, Out& out) {
    constexpr std::size_t kWidth = 8;
    if (record.event == Event::kSystem) return;
    const std::string_view who = record.user.known() ? word_of(record.user) : std::string_view("-");
    out.text(" ");
    out.text(who);
    pad(who.size(), kWidth, out);
    if (record.audit.known()) {
      out.text(" (");
      out.text(word_of(record.audit));
      out.text(")");
    }
    const bool is_switch = record.event == Event::kSu || record.event == Event::kSudo;
    put_person(is_switch ? "as" : "of", record.target, out);
    put_person(record.target.known() ? "in group" : "of group", record.group, out);
  }

  static void put_source(const Record& record, Out& out) {
    const std::string& where = record.address.empty() ? record.hostname : record.address;
    if (where.empty()) return;
    const bool has_brackets = record.port && where.find(':') != where.npos;
    out.text(" from ");
    if (has_brackets) out.text("[");
    emit::shell_word(out, where);
    if (has_brackets) out.text("]");
    if (!record.port) return;
    Pen pen(out);
    pen.room(16);
    pen.put(':').dec(*record.port);
  }

  static void put_count(std::uint64_t count, std::string_view one, std::string_view many, Out& out) {
    Pen pen(out);
    pen.room(64);
    pen.put(", ").dec(count).put(' ').put(count == 1 ? one : many);
  }

  void put_rest(const Record& record, Out& out) {
    if (record.began && *record.began <= record.time && record.ended.empty()) {
      out.text(" after ");
      put_duration(record.time.seconds - record.began->seconds, out);
    }
    if (record.until) {
      Pen pen(out);
      pen.room(64);
      pen.put(" until ");
      times_.put(pen, *record.until, 0);
    }
    if (record.until && record.time <= *record.until && record.ended == "logout") {
      out.text(" after ");
      put_duration(record.until->seconds - record.time.seconds, out);
    }
    if (record.ended != "logout") put(record.ended == "open" ? "still" : "ended by", record.ended, out);
    const bool is_failure = record.success == false;
    if (!record.reason.empty()) {
      out.text(": ");
      painted(out, color_, is_failure ? Paint::kRed : Paint::kNone,
              [&] { emit::shell_word(out, record.reason); });
    } else if (is_failure) {
      out.text(": ");
      painted(out, color_, Paint::kRed, [&] { out.text("failure"); });
    }
    if (record.attempts != 0) put_count(record.attempts, "refused", "refused", out);
    if (record.keys_refused > (record.method == "publickey" && is_failure ? 1U : 0U)) {
      put_count(record.keys_refused, "key refused", "keys refused", out);
    }
    if (record.is_noise) out.text(" (noise)");
    if (!tells_all(record)) put("", record.text, out);
  }

  // Whether the words of the source say nothing that is not in the line.
  static bool tells_all(const Record& record) {
    const bool is_of_login = record.event <= Event::kSession;
    const bool has_number = !record.reason.empty() && record.reason.front() <= '9';
    const bool has_command = record.event != Event::kSudo || !record.command.empty();
    return is_of_login && !has_number && has_command;
  }

  // 1d02h03m04s
  static void put_duration(std::uint64_t seconds, Out& out) {
    Pen pen(out);
    pen.room(64);
    bool is_open = false;
    const auto put_unit = [&](std::uint64_t unit, char letter) {
      const std::uint64_t count = seconds / unit;
      seconds %= unit;
      if (count == 0 && !is_open && unit != 1) return;
      if (is_open) {
        pen.padded(static_cast<std::uint32_t>(count), 2);  // less than 60
      } else {
        pen.dec(count);
      }
      pen.put(letter);
      is_open = true;
    };
    put_unit(86400, 'd');
    put_unit(3600, 'h');
    put_unit(60, 'm');
    put_unit(1, 's');
  }

  bool ascii_, color_;
  TimeFormat times_;
  std::string line_;
  StringWriter line_writer_{line_};
  Out line_out_{line_writer_};
  std::string word_;
  StringWriter writer_{word_};
  Out words_{writer_};
};

}  // namespace

std::unique_ptr<Printer> make_text_printer(const PrintOptions& options) {
  return std::make_unique<TextPrinter>(options);
}

}  // namespace knox::access

// The format ndjson: every entry as it came. Of an object over lines the white space between its members is
// left out, so that it is one line; an entry of a text style stays as it is. One of Apple's own store becomes
// the line that `log show` prints of it.

#include "knox/emit/line.h"
#include "knox/ulog/formats.h"

namespace knox::ulog {

namespace {

// Calls take(part) for all parts of an object that are no white space between its members.
template <class Take>
void for_parts(std::string_view object, Take take) {
  bool in_string = false;
  std::size_t begin = 0, at = 0;
  for (; at < object.size(); ++at) {
    const char c = object[at];
    if (in_string) {
      if (c == '\\') ++at;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      if (at > begin) take(object.substr(begin, at - begin));
      begin = at + 1;
    }
  }
  if (begin < object.size()) take(object.substr(begin));
}

class LinePrinter final : public Printer {
 public:
  explicit LinePrinter(bool is_terminal) : is_terminal_(is_terminal) {}

  void print(const Entry& entry, RuleNames, Out& out) override {
    if (entry.style == Style::kStore) return print_as_log(entry.record, out);
    const auto put = [&](std::string_view part) {
      if (is_terminal_) return emit::line_text(out, part);
      out.text(part);
    };
    if (entry.style == Style::kJson) {
      for_parts(entry.bytes, put);
    } else {
      put(entry.bytes);
    }
    out.text("\n");
    out.end_record();
  }

 private:
  bool is_terminal_;
};

}  // namespace

std::unique_ptr<Printer> make_line_printer(const PrintOptions& options) {
  return std::make_unique<LinePrinter>(options.is_terminal);
}

}  // namespace knox::ulog

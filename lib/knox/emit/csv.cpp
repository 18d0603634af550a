#include "knox/emit/csv.h"

#include "knox/emit/line.h"

namespace knox::emit {

namespace {

// A number is no danger, whatever its sign.
bool may_be_formula(std::string_view text) {
  if (text.empty() || std::string_view("=+-@").find(text[0]) == text.npos) return false;
  const bool has_sign = text[0] == '+' || text[0] == '-';
  return !has_sign || text.size() == 1 || text.find_first_not_of("0123456789.", 1) != text.npos;
}

}  // namespace

void csv_text(Out& out, std::string_view text) {
  const bool is_formula = may_be_formula(text);
  if (!is_formula && text.find_first_of("\",") == text.npos) return line_text(out, text);
  out.text(is_formula ? "\"'" : "\"");
  for (;;) {
    const std::size_t size = text.find('"');
    line_text(out, text.substr(0, size));
    if (size == text.npos) break;
    out.text("\"\"");
    text.remove_prefix(size + 1);
  }
  out.text("\"");
}

}  // namespace knox::emit

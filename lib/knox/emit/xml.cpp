#include "knox/emit/xml.h"

#include "knox/base/utf8.h"
#include "knox/emit/line.h"

namespace knox::emit {

namespace {

std::string_view entity(char c) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    default: return {};
  }
}

constexpr bool is_plain(char c) {
  return c >= ' ' && c < 0x7f && c != '&' && c != '<' && c != '>' && c != '"' && c != '\\';
}

}  // namespace

void xml_text(Out& out, std::string_view bytes) {
  Pen pen(out);
  while (!bytes.empty()) {
    pen.room(4096);
    std::size_t plain = 0;
    while (plain < bytes.size() && plain < 4000 && is_plain(bytes[plain])) ++plain;
    pen.put(bytes.substr(0, plain));
    bytes.remove_prefix(plain);
    if (bytes.empty()) return;
    if (const std::string_view markup = entity(bytes.front()); !markup.empty()) {
      pen.put(markup);
      bytes.remove_prefix(1);
    } else if (plain < 4000) {
      put_line_char(pen, bytes);
    }
  }
}

}  // namespace knox::emit

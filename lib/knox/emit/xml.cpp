#include "knox/emit/xml.h"

#include <algorithm>

#include "knox/base/plain.h"
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

}  // namespace

void xml_text(Out& out, std::string_view bytes) {
  constexpr std::size_t kPiece = 4096;
  Pen pen(out);
  while (!bytes.empty()) {
    pen.room(kPiece + 32);
    const std::size_t n =
        copy_plain<'&', '<', '>', '"', '\\'>(bytes.substr(0, std::min(bytes.size(), kPiece)), pen.at());
    pen.at(pen.at() + n);
    bytes.remove_prefix(n);
    if (bytes.empty() || n == kPiece) continue;
    if (const std::string_view markup = entity(bytes.front()); !markup.empty()) {
      pen.put(markup);
      bytes.remove_prefix(1);
    } else {
      put_line_char(pen, bytes);
    }
  }
}

}  // namespace knox::emit

#include "knox/emit/line.h"

#include <algorithm>

#include "knox/base/plain.h"
#include "knox/base/utf8.h"

namespace knox::emit {

void put_line_char(Pen& pen, std::string_view& rest) {
  const Utf8Char c = utf8_front(rest);
  const std::size_t n = c.size == 0 ? 1 : c.size;
  if (c.code == '\\') {
    pen.put("\\\\");
  } else if (c.size == 0 || is_unsafe_char(c.code) || (c.code & 0xfffe) == 0xfffe) {
    for (const char byte : rest.substr(0, n)) pen.put("\\x").hex_byte(static_cast<std::uint8_t>(byte));
  } else {
    pen.put(rest.substr(0, n));
  }
  rest.remove_prefix(n);
}

void line_text(Out& out, std::string_view bytes) {
  Pen pen(out);
  constexpr std::size_t kPiece = 4096;
  while (!bytes.empty()) {
    pen.room(kPiece + 32);
    const std::size_t n = copy_plain<'\\'>(bytes.substr(0, std::min(bytes.size(), kPiece)), pen.at());
    pen.at(pen.at() + n);
    bytes.remove_prefix(n);
    if (!bytes.empty() && n < kPiece) put_line_char(pen, bytes);
  }
}

}  // namespace knox::emit

#include "knox/emit/json.h"

#include <algorithm>

#include "knox/base/utf8.h"
#include "knox/emit/quoted.h"

namespace knox::emit {

namespace {

void put_u16(Pen& pen, std::uint32_t unit) {
  pen.put("\\u").hex_byte(static_cast<std::uint8_t>(unit >> 8)).hex_byte(static_cast<std::uint8_t>(unit));
}

void put_escaped(Pen& pen, std::uint32_t code) {
  switch (code) {
    case '"': pen.put("\\\""); return;
    case '\\': pen.put("\\\\"); return;
    case '\n': pen.put("\\n"); return;
    case '\r': pen.put("\\r"); return;
    case '\t': pen.put("\\t"); return;
    case '\b': pen.put("\\b"); return;
    case '\f': pen.put("\\f"); return;
  }
  if (code < 0x10000) return put_u16(pen, code);
  put_u16(pen, 0xd800 + ((code - 0x10000) >> 10));
  put_u16(pen, 0xdc00 + ((code - 0x10000) & 0x3ff));
}

// One character that copy_plain stopped at. False: it was an invalid byte.
bool put_special(Pen& pen, std::string_view& rest) {
  const Utf8Char c = utf8_front(rest);
  if (c.size == 0) {
    pen.put("\\ufffd");
    rest.remove_prefix(1);
    return false;
  }
  if (c.code == '"' || c.code == '\\' || is_unsafe_char(c.code)) {
    put_escaped(pen, c.code);
  } else {
    pen.put(rest.substr(0, c.size));
  }
  rest.remove_prefix(c.size);
  return true;
}

}  // namespace

bool json_string(Out& out, std::string_view bytes) {
  return put_quoted(out, bytes, put_special);
}

}  // namespace knox::emit

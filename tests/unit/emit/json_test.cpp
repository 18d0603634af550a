#include "knox/emit/json.h"

#include <simdjson.h>

#include <string>

#include "knox/base/utf8.h"
#include "support/written.h"
#include "unit/catch.h"

namespace knox::emit {

namespace {

using namespace std::string_literals;

struct Shown {
  std::string text;
  bool valid;
};
Shown shown(std::string_view bytes) {
  bool valid = false;
  std::string text = test::written([&](Out& out) { valid = json_string(out, bytes); });
  return {std::move(text), valid};
}
std::string text(std::string_view bytes) {
  return shown(bytes).text;
}

// What a reader gets for it.
std::string parsed(const std::string& json) {
  simdjson::dom::parser parser;
  std::string_view value;
  if (parser.parse("[" + json + "]").at(0).get(value)) return "not JSON: " + json;
  return std::string(value);
}

}  // namespace

TEST_CASE("JSON strings: what is plain stays as it is") {
  CHECK(text("") == "\"\"");
  CHECK(text("/usr/bin/ls -l 'a b'") == "\"/usr/bin/ls -l 'a b'\"");
  CHECK(text("Z\u00fcrich \u65e5\u672c \U0001f431") == "\"Z\u00fcrich \u65e5\u672c \U0001f431\"");
}

TEST_CASE("JSON strings: quotes, backslashes and controls are escaped") {
  CHECK(text("\"\\") == R"("\"\\")");
  CHECK(text("\n\r\t\b\f") == R"("\n\r\t\b\f")");
  CHECK(text("\x1b[31m\0\x1f\x7f"s) == R"("\u001b[31m\u0000\u001f\u007f")");
  CHECK(text("\u0080\u009b\u202e\u2028\u200b\ufeff") == R"("\u0080\u009b\u202e\u2028\u200b\ufeff")");
  CHECK(text("\U000e0041") == R"("\udb40\udc41")");
}

TEST_CASE("JSON strings: every byte that is not UTF-8 is one U+FFFD, and is told") {
  CHECK(shown("ok").valid);
  CHECK(!shown("\xff").valid);
  CHECK(text("a\xff"
             "b") == R"("a\ufffdb")");
  CHECK(text("\xe2\x82") == R"("\ufffd\ufffd")");
  CHECK(text("\xc0\xaf") == R"("\ufffd\ufffd")");
  CHECK(text("\xed\xa0\x80") == R"("\ufffd\ufffd\ufffd")");
  CHECK(text("\xc3\u00fc") == "\"\\ufffd\u00fc\"");
  // U+FFFD itself is valid.
  CHECK(shown("\ufffd").valid);
}

TEST_CASE("JSON strings: every code point is read back as itself") {
  for (std::uint32_t code = 0; code <= 0x10ffff; code += code < 0x3000 ? 1 : 61) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    // Its UTF-8, by way of simdjson
    char escape[16];
    if (code < 0x10000) {
      std::snprintf(escape, sizeof escape, "%04x", code);
    } else {
      std::snprintf(escape, sizeof escape, "%04x\\u%04x", 0xd800 + ((code - 0x10000) >> 10),
                    0xdc00 + ((code - 0x10000) & 0x3ff));
    }
    const std::string bytes = parsed("\"\\u" + std::string(escape) + "\"");
    const Shown s = shown(bytes);
    if (!s.valid || parsed(s.text) != bytes) FAIL_CHECK(code);
    // And nothing unsafe is in it.
    for (std::string_view rest = s.text; !rest.empty();) {
      const Utf8Char c = utf8_front(rest);
      if (c.size == 0 || is_unsafe_char(c.code)) FAIL_CHECK(code);
      rest.remove_prefix(std::max<std::size_t>(c.size, 1));
    }
  }
}

TEST_CASE("JSON strings: of any length, whatever is where the pieces meet") {
  for (const std::string_view special : {"\"", "\xff", "\u00fc", "\U0001f431", "\n", "\u202e"}) {
    for (std::size_t before = 4080; before < 4110; ++before) {
      std::string bytes(before, 'x');
      bytes += special;
      bytes += std::string(4096, 'y');
      bytes += special;
      const Shown s = shown(bytes);
      CHECK(s.valid == (special != "\xff"));
      if (s.valid && parsed(s.text) != bytes) FAIL_CHECK(before << ' ' << special);
      if (!s.valid) CHECK(s.text.size() == bytes.size() + 2 * 5 + 2);
    }
  }
  const std::string escapes(Out::kBlock, '\1');
  CHECK(text(escapes).size() == 6 * escapes.size() + 2);
  const std::string letters(3 * Out::kBlock, 'x');
  CHECK((text(letters) == '"' + letters + '"'));
}

}  // namespace knox::emit

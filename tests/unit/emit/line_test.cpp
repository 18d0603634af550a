#include "knox/emit/line.h"

#include <charconv>
#include <string>

#include "knox/base/utf8.h"
#include "support/written.h"
#include "unit/catch.h"

namespace knox::emit {

namespace {

using namespace std::string_literals;

std::string text(std::string_view bytes) {
  return test::written([&](Out& out) { line_text(out, bytes); });
}

// What the line stands for: \\ is a backslash, \xNN a byte.
std::string undone(std::string_view line) {
  std::string bytes;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '\\') {
      bytes += line[i];
    } else if (line.substr(i, 2) == "\\\\") {
      bytes += line[++i];
    } else {
      unsigned byte = 256;
      if (line.substr(i, 2) == "\\x" && i + 3 < line.size()) {
        std::from_chars(line.data() + i + 2, line.data() + i + 4, byte, 16);
      }
      if (byte > 255) return "not a line: " + std::string(line);
      bytes += static_cast<char>(byte);
      i += 3;
    }
  }
  return bytes;
}

bool is_safe(std::string_view line) {
  while (!line.empty()) {
    const Utf8Char c = utf8_front(line);
    if (c.size == 0 || is_unsafe_char(c.code)) return false;
    line.remove_prefix(c.size);
  }
  return true;
}

}  // namespace

TEST_CASE("a line: what is plain stays as it is") {
  CHECK(text("").empty());
  CHECK(text("/bin/ls -l \"a\" 'b' <c> &") == "/bin/ls -l \"a\" 'b' <c> &");
  CHECK(text("Z\u00fcrich \u65e5\u672c \U0001f431") == "Z\u00fcrich \u65e5\u672c \U0001f431");
}

TEST_CASE("a line: what could break it is shown byte by byte") {
  CHECK(text("a\nb\tc\x1b[31m\0\x7f"s) == R"(a\x0ab\x09c\x1b[31m\x00\x7f)");
  CHECK(text("\u009b\u202e\u2028") == R"(\xc2\x9b\xe2\x80\xae\xe2\x80\xa8)");
  CHECK(text("caf\xe9\xff") == R"(caf\xe9\xff)");
  CHECK(text("\\x0a") == R"(\\x0a)");
  CHECK(text("\uffff\ufffe") == R"(\xef\xbf\xbf\xef\xbf\xbe)");
}

TEST_CASE("a line: the exact bytes can be had back") {
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      const std::string bytes = {'x', static_cast<char>(a), static_cast<char>(b), '0'};
      const std::string line = text(bytes);
      if (undone(line) != bytes || !is_safe(line)) FAIL_CHECK(line);
    }
  }
  for (const std::string_view special : {"\\", "\xff", "\u00fc", "\U0001f431", "\n", "\u202e"}) {
    for (std::size_t before = 4080; before < 4110; ++before) {
      std::string bytes(before, 'x');
      bytes += special;
      bytes += std::string(4096, 'y');
      bytes += special;
      const std::string line = text(bytes);
      if (undone(line) != bytes || !is_safe(line)) FAIL_CHECK(before << ' ' << special);
    }
  }
  CHECK(text(std::string(Out::kBlock, '\1')).size() == 4 * Out::kBlock);
}

TEST_CASE("a line: one character at a time") {
  std::string_view rest = "\\\xff\u00fc\n";
  const std::string shown = test::written([&](Out& out) {
    Pen pen(out);
    while (!rest.empty()) {
      pen.room(16);
      put_line_char(pen, rest);
      pen.put('|');
    }
  });
  CHECK(shown == "\\\\|\\xff|\u00fc|\\x0a|");
}

}  // namespace knox::emit

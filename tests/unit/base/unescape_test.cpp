#include "knox/base/unescape.h"

#include <string>

#include "unit/catch.h"

namespace knox {

namespace {

// What is between the quotes; behind it as many bytes as the parser leaves there.
std::string text_of(const std::string& raw) {
  const std::string padded = raw + '"' + std::string(64, ' ');
  std::string to(padded.size(), '\0');
  const auto [last, end] = unescape(padded.data(), to.data());
  CHECK(last == padded.data() + raw.size());
  to.resize(static_cast<std::size_t>(end - to.data()));
  return to;
}

}  // namespace

TEST_CASE("unescape: escapes, wherever they stand") {
  CHECK(text_of("").empty());
  CHECK(text_of("/bin/ls") == "/bin/ls");
  CHECK(text_of("\\/bin\\/ls\\\\\\\"\\b\\f\\n\\r\\t") == "/bin/ls\\\"\b\f\n\r\t");
  CHECK(text_of("\\u0041\\u00e9\\u20AC\\ud83d\\ude00") == "A\u00e9\u20ac\U0001f600");
  for (std::size_t before = 0; before < 40; ++before) {
    const std::string plain(before, 'x');
    CHECK(text_of(plain + "\\/" + plain) == plain + "/" + plain);
    CHECK(text_of(plain + "\\u000a") == plain + "\n");
  }
}

TEST_CASE("unescape: no escape makes a NUL, or bytes that are no UTF-8") {
  CHECK(text_of("a\\u0000b") == "a\ufffdb");
  CHECK(text_of("\\ud83d") == "\ufffd");
  CHECK(text_of("\\ude00x") == "\ufffdx");
  CHECK(text_of("\\ud83d\\u0041") == "\ufffdA");
  CHECK(text_of("\\ud83d\\ud83d\\ude00") == "\ufffd\U0001f600");
  CHECK(text_of("\\u12") == "\\u12");
  CHECK(text_of("\\q") == "\\q");
}

}  // namespace knox

#include "knox/emit/tsv.h"

#include "support/written.h"
#include "unit/catch.h"

namespace knox::emit {

namespace {

using namespace std::string_literals;

std::string text(std::string_view bytes) {
  return test::written([&](Out& out) { tsv_text(out, bytes); });
}

}  // namespace

TEST_CASE("a value of TSV is the text that it stands for, after a database has read it") {
  CHECK(text("").empty());
  CHECK(text("plain, \"quoted\" and Z\u00fcrich") == "plain, \"quoted\" and Z\u00fcrich");
  CHECK(text("a\tb\nc\rd\\e") == "a\\tb\\nc\\rd\\\\e");
  CHECK(text("\\t") == "\\\\t");
}

TEST_CASE("a value of TSV has nothing that a database refuses or a terminal obeys") {
  CHECK(text("\x1b[2J") == "\\\\x1b[2J");
  CHECK(text("a\0b"s) == "a\\\\x00b");
  CHECK(text("\xff") == "\\\\xff");
  CHECK(text("\u202egpj.exe") == "\\\\xe2\\\\x80\\\\xaegpj.exe");
}

TEST_CASE("a value of TSV of any length") {
  for (const std::size_t size : {1U, 15U, 16U, 4095U, 4096U, 4097U, 100'000U}) {
    CHECK(text(std::string(size, 'x')) == std::string(size, 'x'));
    CHECK(text(std::string(size, '\t')).size() == 2 * size);
    CHECK(text(std::string(size, 'x') + '\t') == std::string(size, 'x') + "\\t");
  }
}

}  // namespace knox::emit

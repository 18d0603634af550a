#include <vector>

#include "knox/emit/yaml_document.h"
#include "support/written.h"
#include "unit/catch.h"

namespace knox::emit {

namespace {

template <class Fill>
std::string document(Fill fill) {
  RawBytes raw;
  return test::written([&](Out& out) {
    YamlDocument yaml(out, raw);
    fill(yaml);
    yaml.finish();
    CHECK(raw.empty());
  });
}

std::string yaml_text(std::string_view bytes) {
  return test::written([&](Out& out) { yaml_string(out, bytes); });
}

}  // namespace

TEST_CASE("a YAML document indents what is inside") {
  CHECK(document([](YamlDocument&) {}) == "--- {}\n");
  CHECK(document([](YamlDocument& yaml) {
          yaml.number("a", 18446744073709551615u);
          yaml.signed_number("b", -5);
          yaml.boolean("c", true);
          yaml.null("d");
          yaml.begin_object("e");
          yaml.end();
          yaml.begin_array("f");
          yaml.end();
          yaml.strings("g", std::vector<std::string_view>{"x", ""});
          yaml.text("h", [](Pen& pen) { pen.put("1.5"); });
          yaml.begin_array("i");
          yaml.begin_object_element();
          yaml.string("j", "no");
          yaml.begin_object("k");
          yaml.number("l", 1);
          yaml.end();
          yaml.end();
          yaml.begin_object_element();
          yaml.end();
          yaml.begin_object_element();
          yaml.begin_array("m");
          yaml.number_element(7);
          yaml.end();
          yaml.end();
          yaml.end();
        }) == R"(---
a: 18446744073709551615
b: -5
c: true
d: null
e: {}
f: []
g:
  - "x"
  - ""
h: "1.5"
i:
  - j: "no"
    k:
      l: 1
  - {}
  - m:
      - 7
)");
}

TEST_CASE("keys that YAML takes for something else are quoted") {
  const std::vector<std::pair<std::string_view, std::string_view>> rows = {
      {"key", "key"}, {"old-auid", "old-auid"}, {"A_b2", "A_b2"},
      {"n", "\"n\""}, {"Yes", "\"Yes\""},       {"null", "\"null\""},
      {"1", "\"1\""}, {"-", "\"-\""},           {"a.b", "\"a.b\""},
      {"", "\"\""}};
  for (const auto& [key, written] : rows) {
    CHECK(document([&](YamlDocument& yaml) { yaml.number(key, 1); }) ==
          "---\n" + std::string(written) + ": 1\n");
  }
}

TEST_CASE("no string breaks out of YAML") {
  const std::vector<std::pair<std::string_view, std::string_view>> rows = {
      {"plain: text # no", R"("plain: text # no")"},
      {"\"\\", R"("\"\\")"},
      {"\n\r\t\x1b\x7f", R"("\n\r\t\u001b\u007f")"},
      {"caf\xc3\xa9", "\"caf\xc3\xa9\""},
      {"\xc2\x85\xe2\x80\xa8\xef\xbb\xbf", R"("\u0085\u2028\ufeff")"},
      {"\xef\xbf\xbe", R"("\ufffe")"},
      {"\xf3\xa0\x81\x81", R"("\U000e0041")"},
      {"\xff", R"("\ufffd")"}};
  for (const auto& [bytes, written] : rows) CHECK(yaml_text(bytes) == written);
  CHECK(yaml_text(std::string_view("\0", 1)) == R"("\u0000")");
  CHECK(yaml_text(std::string(100'000, 'a')).size() == 100'002);
}

TEST_CASE("a YAML document knows where its strings are") {
  CHECK(document([](YamlDocument& yaml) {
          yaml.string("a", "\xff");
          yaml.begin_array("b");
          yaml.begin_object_element();
          yaml.strings("c", std::vector<std::string_view>{"ok", "\xfe"});
          yaml.end();
          yaml.end();
        }) == R"(---
a: "\ufffd"
b:
  - c:
      - "ok"
      - "\ufffd"
raw_bytes: {"/a":"ff","/b/0/c/1":"fe"}
)");
}

}  // namespace knox::emit

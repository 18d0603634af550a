#include "knox/emit/json_line.h"

#include <vector>

#include "support/written.h"
#include "unit/catch.h"

namespace knox::emit {

namespace {

template <class Fill>
std::string line(Fill fill) {
  RawBytes raw;
  return test::written([&](Out& out) {
    JsonLine json(out, raw);
    fill(json);
    json.finish();
    CHECK(raw.empty());
  });
}

}  // namespace

TEST_CASE("a JSON line puts its own commas") {
  CHECK(line([](JsonLine&) {}) == "{}\n");
  CHECK(line([](JsonLine& json) {
          json.number("a", 18446744073709551615u);
          json.boolean("b", false);
          json.begin_object("c");
          json.end();
          json.begin_array("d");
          json.element("x");
          json.element("");
          json.end();
          json.strings("e", std::vector<std::string_view>{"y", "z"});
          json.text("f", [](Pen& pen) { pen.put("1.5"); });
          json.begin_object("g");
          json.string("h", "\"");
          json.begin_object("i");
          json.boolean("j", true);
          json.end();
          json.end();
          json.string("k", "l");
        }) == R"({"a":18446744073709551615,"b":false,"c":{},"d":["x",""],"e":["y","z"],"f":"1.5",)"
              R"("g":{"h":"\"","i":{"j":true}},"k":"l"})"
              "\n");
}

TEST_CASE("a JSON line leaves out what is not known") {
  CHECK(line([](JsonLine& json) {
          json.string_if("a", "");
          json.number_if("b", std::nullopt);
          json.number_if("c", 0);
        }) == "{\"c\":0}\n");
}

TEST_CASE("a JSON line knows where its strings are") {
  CHECK(line([](JsonLine& json) {
          json.string("a", "\xff");
          json.begin_object("b");
          json.strings("c", std::vector<std::string_view>{"ok", "\xfe"});
          json.string("d", "\xfd");
          json.end();
          json.string("e", "ok");
        }) == R"({"a":"\ufffd","b":{"c":["ok","\ufffd"],"d":"\ufffd"},"e":"ok",)"
              R"("raw_bytes":{"/a":"ff","/b/c/1":"fe","/b/d":"fd"}})"
              "\n");
}

TEST_CASE("a JSON line has objects in arrays") {
  CHECK(line([](JsonLine& json) {
          json.begin_array("a");
          json.begin_object_element();
          json.null("b");
          json.signed_number("c", -9223372036854775807 - 1);
          json.end();
          json.begin_object_element();
          json.begin_array("d");
          json.number_element(1);
          json.element("\xff");
          json.text_element([](Pen& pen) { pen.put("x"); });
          json.end();
          json.end();
          json.end();
        }) == R"({"a":[{"b":null,"c":-9223372036854775808},{"d":[1,"\ufffd","x"]}],)"
              R"("raw_bytes":{"/a/1/d/1":"ff"}})"
              "\n");
}

TEST_CASE("a JSON line of any length") {
  const std::string text = line([](JsonLine& json) {
    json.begin_array("a");
    for (int i = 0; i < 100'000; ++i) json.element("0123456789");
    json.end();
  });
  CHECK(text.size() == 100'000 * 13 + 8);
}

}  // namespace knox::emit

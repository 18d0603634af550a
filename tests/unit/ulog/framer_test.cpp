#include "knox/ulog/framer.h"

#include <string>

#include "knox/ulog/line_search.h"
#include "support/ulog_reading.h"
#include "unit/catch.h"

namespace knox::ulog {

namespace {

using Strings = std::vector<std::string>;
using test::read_ulog;
using test::UlogReading;

std::string object(std::string_view message) {
  return R"({"timestamp":"2025-04-02 16:17:12.103054+0530","eventMessage":")" + std::string(message) +
         R"(","processImagePath":"\/bin\/a"})";
}
std::string pretty(std::string_view message) {
  return "{\n  \"timestamp\" : \"2025-04-02 16:17:12.103054+0530\",\n  \"backtrace\" : {\n    \"frames\" : "
         "[\n      "
         "{\n        \"imageOffset\" : 1\n      }\n    ]\n  },\n  \"eventMessage\" : \"" +
         std::string(message) + "\"\n}";
}
constexpr std::string_view kPreamble =
    "Filtering the log data using \"process == \"a\" AND x\"\nSkipping debug messages, pass --debug to "
    "include.\n";

// However it is cut into pieces.
UlogReading read_all(std::string_view bytes, std::optional<Style> style = {}) {
  const UlogReading whole = read_ulog(bytes, bytes.size() + 1, {}, style);
  for (const std::size_t chunk : {1U, 2U, 7U, 64U, 4096U}) CHECK(read_ulog(bytes, chunk, {}, style) == whole);
  return whole;
}

}  // namespace

TEST_CASE("ulog framer: ndjson, with what log says about itself") {
  const std::string text = std::string(kPreamble) + object("a") +
                           "\n\ngetpwuid_r did not find a match for uid 501\n" + object("b") +
                           "\r\n{\"count\":2,\"finished\":1}\n";
  const UlogReading found = read_all(text);
  CHECK(found.entries == Strings{object("a"), object("b")});
  CHECK(found.lost.empty());
}

TEST_CASE("ulog framer: lines of ndjson that are broken, of nobody, or cut") {
  const std::string text =
      object("a") + "\nwhat is this\n{\"eventMessage\":\n" + object("b") + "\n" + object("c").substr(0, 60);
  const UlogReading found = read_all(text);
  CHECK(found.entries == Strings{object("a"), object("b")});
  CHECK(found.cut);
  const std::size_t first = object("a").size() + 1;
  REQUIRE(found.lost.size() == 3);
  CHECK(found.lost[0] == std::to_string(first) + ": foreign line");
  CHECK(found.lost[1].starts_with(std::to_string(first + 13) + ": not JSON"));
  CHECK(read_all(object("a")).entries.size() == 1);  // the last line need not end
}

TEST_CASE("ulog framer: the array of the style json, closed or not") {
  const Strings both = {pretty("a {[ \\\" }"), pretty("b")};
  CHECK(read_all("[" + both[0] + "," + both[1] + "]\n").entries == both);
  CHECK(read_all(std::string(kPreamble) + "[" + both[0] + "," + both[1]).entries == both);
  CHECK(read_all(both[0] + "\n" + both[1] + "\n").entries == both);
  CHECK(read_all("[\n" + both[0] + ",\n" + both[1] + "\n]\n{\"count\":2,\"finished\":1}\n").entries == both);
  CHECK(read_all("[]\n").entries.empty());
  CHECK(read_all("[" + both[0] + "," + both[1] + "]").lost.empty());
}

TEST_CASE("ulog framer: objects that are cut end where the next one begins") {
  const std::string a = pretty("a"), b = pretty("b");
  for (std::size_t size = 1; size < a.size(); ++size) {
    const std::string text = "[" + a.substr(0, size) + "\n" + b + "\n]\n";
    const UlogReading found = read_all(text);
    REQUIRE(found.entries == Strings{b});
    REQUIRE(!found.lost.empty());
    CHECK(found.lost[0].starts_with("1: "));
  }
  const UlogReading cut = read_all("[" + a + "," + b.substr(0, 90));
  CHECK(cut.entries == Strings{a});
  CHECK(cut.cut);
  const UlogReading closed = read_all("[{\n  \"a\" : {\n},{\n  \"eventMessage\" : \"x\"\n}]\n");
  CHECK(closed.entries == Strings{"{\n  \"eventMessage\" : \"x\"\n}"});
}

TEST_CASE("ulog framer: lines that cannot be wanted are passed over, and counted") {
  std::string text;
  Strings wanted;
  for (int i = 0; i < 300; ++i) {
    const std::string line = object(i % 7 == 0 ? "red needle" : i % 5 == 0 ? "blue" : "red");
    text += line + "\n";
    if (i % 7 == 0) wanted.push_back(line);
  }
  const Strings needle = {"needle"}, red = {"red"}, either = {"red", "blue"},
                whole = {"blue needle", "red needle"};
  const std::vector<LineSearch::Groups> asked = {
      {needle}, {red, needle}, {whole}, {either, needle}, {needle, red}};
  for (const LineSearch::Groups& needles : asked) {
    for (const std::size_t chunk : {1U, 7U, 1000U, 4096U, 1'000'000U}) {
      LineSearch search(needles);
      const UlogReading found = read_ulog(text, chunk, {}, {}, &search);
      CAPTURE(chunk, needles);
      CHECK((found.entries == wanted));
      CHECK(found.frames == 300);
    }
  }
  LineSearch green({Strings{"green"}});
  CHECK(read_ulog(text, 4096, {}, {}, &green).entries.empty());
}

TEST_CASE("ulog framer: a line or an object that is too long is skipped") {
  const std::string long_line = object(std::string(kMaxEntry, 'x'));
  const UlogReading lines = read_ulog(object("a") + "\n" + long_line + "\n" + object("b") + "\n", 100'000);
  CHECK(lines.entries.size() == 2);
  CHECK(lines.lost.size() == 1);
  const std::string long_object = pretty(std::string(kMaxEntry, 'x'));
  const UlogReading objects =
      read_ulog("[" + pretty("a") + "," + long_object + ",\n" + pretty("b") + "]", 100'000);
  CHECK(objects.entries.size() == 2);
}

}  // namespace knox::ulog

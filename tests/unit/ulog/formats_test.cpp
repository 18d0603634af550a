#include "knox/ulog/formats.h"

#include <simdjson.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "knox/base/unknown.h"
#include "support/data.h"
#include "support/ulog_reading.h"
#include "unit/catch.h"

namespace knox::ulog {

namespace {

std::string print(std::string_view log, std::string_view format, PrintOptions options = {},
                  RuleNames rules = {}) {
  static os::Names names;
  names.use_none();
  options.names = &names;
  std::string text;
  StringWriter writer(text);
  Out out(writer);
  const auto printer = find_named(formats(), format)->make(options);
  test::read_ulog(log, log.size() + 1, [&](const Entry& entry) { printer->print(entry, rules, out); });
  out.flush();
  return text;
}

std::string contents(const std::string& name) {
  std::ifstream file(test::data_file("ulog/" + name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

constexpr std::string_view kFiles[] = {"session.ndjson",     "session.json",        "session.default.txt",
                                       "session.syslog.txt", "session.compact.txt", "session.mandiant.jsonl"};

// An object whose every text is hostile.
std::string hostile(std::string_view text) {
  std::string object =
      R"({"timestamp":"2025-04-02 16:17:12.103054+0530","eventType":"logEvent","processID":-1)";
  for (const char* const key :
       {"eventMessage", "formatString", "subsystem", "category", "processImagePath", "senderImagePath",
        "bootUUID", "signpostName", "signpostType", "messageType"}) {
    object.append(",\"").append(key).append("\":\"").append(text).append("\"");
  }
  return object + "}\n";
}

}  // namespace

TEST_CASE("ulog formats: one line an entry, whatever is in it") {
  simdjson::dom::parser parser;
  for (const char* const text :
       {"\\u001b[31m", "a\\nb", "\\u202e", "\\\"},{\\\"", "\xe2\x80\xa8", "\\u0000", "\x7f", "\\ud800"}) {
    for (const Format& format : formats()) {
      const std::string line = print(hostile(text), format.name, {.is_terminal = true});
      INFO(format.name << ": " << line);
      CHECK(std::ranges::count(line, '\n') == 1);
      CHECK(line.ends_with('\n'));
      const bool is_tsv = format.name == "rows";
      CHECK(std::ranges::count(line, '\t') == (is_tsv ? 30 : 0));  // between its columns
      CHECK(std::ranges::none_of(line.substr(0, line.size() - 1), [](char c) {
        return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f';
      }));
      CHECK(line.find("\xe2\x80\xae") == line.npos);
      if (format.name == "json" || format.name == "logga" || format.name == "ecs")
        CHECK(parser.parse(line).error() == simdjson::SUCCESS);
    }
  }
}

TEST_CASE("ulog formats: every style in every format") {
  for (const std::string_view file : kFiles) {
    const std::string log = contents(std::string(file));
    REQUIRE(!log.empty());
    std::size_t entries = 0;
    test::read_ulog(log, log.size() + 1, [&](const Entry&) { ++entries; });
    CHECK(entries > 6);
    for (const std::size_t chunk : {1U, 7U, 4096U})
      CHECK(test::read_ulog(log, chunk).entries.size() == entries);
    for (std::size_t size = 0; size < log.size(); size += 97)
      test::read_ulog(std::string_view(log).substr(0, size), 4096);
    for (const Format& format : formats()) {
      if (format.name == "ndjson" && file.ends_with(".txt")) continue;  // a text stays what it is
      const std::string printed = print(log, format.name);
      CHECK(static_cast<std::size_t>(std::ranges::count(printed, '\n')) == entries);
    }
  }
}

TEST_CASE("ulog formats: entries pass byte for byte") {
  const std::string log = contents("session.ndjson");
  const std::size_t begin = log.find('\n') + 1, end = log.rfind('\n', log.size() - 2) + 1;
  CHECK(print(log, "ndjson") == log.substr(begin, end - begin));
  CHECK(print("[{\n  \"eventMessage\" : \"a \\\" b\",\n  \"x\" : [ 1, 2 ]\n}]\n", "ndjson") ==
        "{\"eventMessage\":\"a \\\" b\",\"x\":[1,2]}\n");
  const std::string text = contents("session.compact.txt");
  CHECK(print(text, "ndjson") == text.substr(text.find('\n') + 1));
}

TEST_CASE("ulog formats: colors are the level's, and end before the rules") {
  const std::string_view rules[] = {"a", "b"};
  CHECK(print("2022-11-14 13:21:14.972 E  a[1:f] x\n", "text", {.color = true}, rules) ==
        "\x1b[33m2022-11-14 13:21:14.972 E  a[1:f] x\x1b[0m {a,b}\n");
  CHECK(print("2022-11-14 13:21:14.972 Df a[1:f] x\n", "text", {.color = true}) ==
        "2022-11-14 13:21:14.972 Df a[1:f] x\n");
  CHECK(print("{\"eventMessage\":\"x\"}\n", "text") == "-                       -  - x\n");
}

TEST_CASE("ulog formats: rules and hosts are told where there is room for them") {
  const std::string_view rules[] = {"a", "b"};
  const std::string entry = "{\"eventMessage\":\"x\",\"machTimestamp\":18446744073709551615}\n";
  CHECK(print(entry, "json", {.host = "mac"}, rules) ==
        "{\"host\":{\"name\":\"mac\"},\"message\":\"x\",\"mach_time\":18446744073709551615,\"rules\":[\"a\","
        "\"b\"]}\n");
  CHECK(print(entry, "logga", {.host = "mac"}, rules) ==
        "{\"hostname\":\"mac\",\"log\":{\"composed_message\":\"x\"}}\n");
  CHECK(print(entry, "ecs", {.host = "mac"}, rules).find("\"tags\":[\"a\",\"b\"]") != std::string::npos);
}

}  // namespace knox::ulog

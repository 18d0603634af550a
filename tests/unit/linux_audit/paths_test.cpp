#include "knox/linux_audit/record/event_paths.h"

#include <string>
#include <vector>

#include "knox/linux_audit/record/value.h"
#include "support/linux_events.h"
#include "unit/catch.h"

namespace knox::linux_audit {

namespace {

// The paths of an event with these records, one after the other.
std::string paths_of(const test::Lines& texts) {
  std::vector<Line> lines(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) REQUIRE(peek(texts[i], lines[i]) == LineKind::kRecord);
  Event event;
  event.records = lines;
  EventPaths paths;
  paths.begin(event);
  Record record;
  std::string found, memory;
  for (const Line& line : lines) {
    if (line.type != RecordType::PATH) continue;
    record.parse(line);
    if (!found.empty()) found += ' ';
    found += paths.absolute(line, decode_string(record.find("name"), memory).value_or(""));
  }
  return found;
}

std::string record(std::string_view type, std::string_view body) {
  return test::audit_line(type, "1.000:1", body);
}

}  // namespace

TEST_CASE("the names of an event's files, with their directories") {
  struct Row {
    std::string_view call;
    std::string cwd;
    std::vector<std::string> paths;
    std::string_view expected;
  };
  constexpr std::string_view kOpen = "arch=c000003e syscall=2 success=yes exit=3 a0=7ffe a1=0";
  constexpr std::string_view kOpenHere = "arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a1=7ffe";
  constexpr std::string_view kOpenThere = "arch=c000003e syscall=257 success=yes exit=3 a0=5 a1=7ffe";
  const std::string far(5000, 'x');
  const std::vector<Row> rows = {
      {kOpen, "cwd=\"/home\"", {"name=\"a\" nametype=NORMAL"}, "/home/a"},
      {kOpenHere, "cwd=\"/home\"", {"name=\"a/b\" nametype=NORMAL"}, "/home/a/b"},
      {kOpenThere, "cwd=\"/home\"", {"name=\"a\" nametype=NORMAL"}, "a"},
      {kOpen, "cwd=\"/\"", {"name=\"././a\" nametype=NORMAL"}, "/a"},
      {kOpen, "cwd=2F6120", {"name=2062 nametype=NORMAL"}, "/a / b"},
      {kOpen, "cwd=\"/home\"", {"name=\"/etc/a\" nametype=NORMAL"}, "/etc/a"},
      {kOpen, "cwd=\"/home\"", {"name=(null) nametype=NORMAL"}, ""},
      {kOpen, "cwd=(null)", {"name=\"a\" nametype=NORMAL"}, "a"},
      {kOpen, "x", {"name=\"a\" nametype=NORMAL"}, "a"},
      {kOpen, "cwd=\"/" + far + "\"", {"name=\"a\" nametype=NORMAL"}, "a"},
      {"", "cwd=\"/home\"", {"name=\"a\""}, "/home/a"},
      {kOpen,
       "cwd=\"/home\"",
       {"name=\"d/\" nametype=PARENT", "name=\"a\" nametype=CREATE"},
       "/home/d/ /home/d/a"},
      {kOpen,
       "cwd=\"/home\"",
       {"name=\".\" nametype=PARENT", "name=\"a\" nametype=CREATE"},
       "/home/. /home/a"},
      {kOpen, "cwd=\"/home\"", {"name=\"/d\" nametype=PARENT", "name=\"a\" nametype=DELETE"}, "/d /d/a"},
      {kOpen,
       "cwd=\"/home\"",
       {"name=\"/d\" nametype=PARENT", "name=\"d/a\" nametype=DELETE"},
       "/d /home/d/a"},
      {kOpen, "cwd=\"/home\"", {"name=\"/d\" nametype=PARENT", "name=\"a\" nametype=NORMAL"}, "/d /home/a"},
      {kOpen,
       "cwd=\"/home\"",
       {"name=\"/d\" nametype=PARENT", "name=\"/e\" nametype=PARENT", "name=\"a\" nametype=DELETE",
        "name=\"b\" nametype=CREATE"},
       "/d /e /d/a /e/b"},
  };
  for (const Row& row : rows) {
    test::Lines lines;
    if (!row.call.empty()) lines.push_back(record("SYSCALL", row.call));
    lines.push_back(record("CWD", row.cwd));
    for (const std::string& path : row.paths) lines.push_back(record("PATH", path));
    CAPTURE(row.call, row.paths);
    CHECK(paths_of(lines) == row.expected);
  }
}

}  // namespace knox::linux_audit

#include "knox/event/row.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "knox/base/unknown.h"
#include "knox/event/schema.h"
#include "support/written.h"
#include "unit/catch.h"

namespace knox::event {

namespace {

std::vector<std::string> split(std::string_view line, char separator) {
  std::vector<std::string> cells(1);
  for (const char c : line) {
    if (c == separator) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

std::string row(const Event& event) {
  RowWriter writer(RowForm::kTsv);
  return test::written([&](Out& out) { writer.put(event, out); });
}

std::vector<std::string> names() {
  std::string header = test::written([](Out& out) { put_row_header(RowForm::kTsv, out); });
  header.pop_back();
  return split(header, '\t');
}

// The cell of a column.
std::string cell(const Event& event, std::string_view column) {
  const std::vector<std::string> known = names();
  std::string line = row(event);
  REQUIRE(line.ends_with('\n'));
  line.pop_back();
  const std::vector<std::string> cells = split(line, '\t');
  REQUIRE(cells.size() == known.size());
  const auto found = std::ranges::find(known, column);
  REQUIRE(found != known.end());
  return cells[static_cast<std::size_t>(found - known.begin())];
}

Event connection() {
  Event event;
  event.time = {1715677984, 91'000'000};
  event.id = "mac7-1";
  event.dataset = "knox.bsm";
  event.word = "connection_attempted";
  event.categories = "network process";
  event.success = false;
  event.error = "ECONNREFUSED";
  event.who.real.user = {501, "alice"};
  event.who.audit = {502, {}};
  event.process.pid = 11;
  event.parent.pid = 10;
  event.destination = {.address = "2001:db8::1", .port = 443, .is_ip = true};
  return event;
}

}  // namespace

TEST_CASE("row: a cell of each fact") {
  const Event event = connection();
  CHECK(cell(event, "time") == "2024-05-14 09:13:04.091");
  CHECK(cell(event, "source") == "bsm");
  CHECK(cell(event, "category") == "network process");
  CHECK(cell(event, "outcome") == "failure");
  CHECK(cell(event, "uid") == "501");
  CHECK(cell(event, "uname") == "alice");
  CHECK(cell(event, "euid") == "501");  // the real one's, where there is no other
  CHECK(cell(event, "auid") == "502");
  CHECK(cell(event, "login").empty());
  CHECK(cell(event, "ppid") == "10");
  CHECK(cell(event, "dst_ip") == "2001:db8::1");
  CHECK(cell(event, "dst_port") == "443");
  CHECK(cell(event, "src_port").empty());
  CHECK(cell(event, "rest") == "{}");
}

TEST_CASE("row: what is no address is none, and in rest") {
  Event event = connection();
  event.destination = {.address = "not an address", .path = "/var/run/x"};
  CHECK(cell(event, "dst_ip").empty());
  CHECK(cell(event, "rest") == R"({"dst":{"address":"not an address","path":"/var/run/x"}})");
}

TEST_CASE("row: a time that no database has") {
  Event event = connection();
  event.time = {18'446'744'073'709'551'615U, 999'000'000};
  CHECK(cell(event, "time") == "2299-12-31 23:59:59.999");
  CHECK(cell(event, "rest") == R"({"time":"584554051223-11-09T07:00:15.999Z"})");
  event.time = {10'413'791'999, 0};
  CHECK(cell(event, "time") == "2299-12-31 23:59:59.000");
  CHECK(cell(event, "rest") == "{}");
}

TEST_CASE("row: arguments are JSON, and the bytes of those that are not UTF-8 are in rest") {
  Event event = connection();
  event.process.args = {std::string_view("a\0b\\\0", 5), 2};
  CHECK(cell(event, "args") == R"(["a","b\\\\"])");
  CHECK(cell(event, "cmd") == R"(a 'b\\')");
  CHECK(cell(event, "rest") == "{}");
  event.process.args = {std::string_view("a\0\xff\0", 4), 2};
  CHECK(cell(event, "args") == R"(["a","\\ufffd"])");
  CHECK(cell(event, "rest") == R"({"args":["a","\\ufffd"],"raw_bytes":{"/args/1":"ff"}})");
}

TEST_CASE("row: whatever stands in an event, it is one row of as many cells") {
  Event event = connection();
  const std::string hostile = "\t\n\r\\\x1b\xff,\"'=";
  event.file.path = event.object.name = event.process.cwd = event.host.name = event.text = hostile;
  event.process.name = hostile;
  const std::string line = row(event);
  CHECK(std::ranges::count(line, '\n') == 1);
  CHECK(std::ranges::count(line, '\t') == static_cast<std::ptrdiff_t>(names().size()) - 1);
  CHECK(cell(event, "path") == R"(\t\n\r\\\\x1b\\xff,"'=)");
}

TEST_CASE("schemas have every column") {
  for (const Schema& schema : schemas()) {
    if (schema.name == "elastic") continue;  // of documents
    const std::string text = schema.text();
    for (const std::string& name : names()) CHECK(text.find("  " + name + " ") != text.npos);
  }
  CHECK(find_named(schemas(), "oracle") == nullptr);
}

}  // namespace knox::event

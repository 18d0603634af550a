#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "knox/base/columns.h"
#include "knox/base/unknown.h"
#include "knox/base/utf8.h"
#include "knox/tree/axis.h"
#include "knox/tree/bar.h"
#include "knox/tree/formats.h"
#include "knox/tree/timeline.h"
#include "knox/tree/totals.h"
#include "knox/tree/words.h"
#include "support/process_story.h"
#include "unit/catch.h"

namespace knox::tree {

namespace {

using event::Action;
using test::at;
using test::tell;
using test::tell_build;
using test::Told;

std::string printed(const History& history, std::string_view format, const TextOptions& options = {}) {
  std::string text;
  StringWriter writer(text);
  Out out(writer);
  find_named(formats(), format)->put(out, Forest(history, Forest::Keep::kAll), options, Totals());
  out.flush();
  return text;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return lines;
}

}  // namespace

TEST_CASE("tree text: a build") {
  History history({});
  tell_build(history);
  const std::string text = printed(history, "text", {.width = 80});
  CHECK(text.find("1501      └─ make run") != text.npos);
  CHECK(text.find("1502 0       ├─ cc -o hello hello.c") != text.npos);
  CHECK(text.find("│     create  hello.o\n") != text.npos);
  CHECK(text.find("│     fail    2 × ENOENT open /usr/include/x.h …\n") != text.npos);
  CHECK(text.find("SIGSEGV") != text.npos);
  CHECK(text.find("connect 192.0.2.80:443") != text.npos);
  for (const std::string_view line : lines_of(text)) CHECK(columns_of(line) <= 80);

  const std::string files = printed(history, "text", {.groups = {true, false, false}});
  CHECK(files.find("create") != files.npos);
  CHECK(files.find("connect") == files.npos);
  CHECK(files.find("ENOENT") == files.npos);
  const std::string ascii = printed(history, "text", {.ascii = true});
  for (const char c : ascii) CHECK(static_cast<unsigned char>(c) < 0x80);
  CHECK(ascii.find("|- cc") != ascii.npos);
  CHECK(ascii.find('\x1b') == ascii.npos);
  CHECK(printed(history, "text", {.color = true}).find("\x1b[31m") != text.npos);
}

TEST_CASE("tree text: what somebody else chose stays in its line") {
  History history({});
  tell(history, Told(10, 1000).execs({"/bin/sh", "\n\x1b[31m\xe2\x80\xae", "\xff"}));
  tell(history, Told(10, 1001, Action::kDeletion).file("/tmp/\r\n\x9b"));
  for (const std::string_view format : {"text", "json", "folded"}) {
    const std::string text = printed(history, format);
    for (const std::string_view line : lines_of(text)) {
      for (std::string_view rest = line; !rest.empty();) {
        const Utf8Char next = utf8_front(rest);
        REQUIRE(next.size > 0);
        CHECK(!is_unsafe_char(next.code));
        rest.remove_prefix(next.size);
      }
    }
    CHECK(lines_of(text).size() == (format == "text"   ? 3U
                                    : format == "json" ? 1U
                                                       : 0U) +
                                       (format == "folded" ? 1U : 0U));
  }
}

TEST_CASE("tree text: a deep chain keeps to the width") {
  History history({});
  for (std::uint32_t pid = 1; pid < 3000; ++pid) tell(history, Told(pid, pid).forks(pid + 1));
  for (const std::string_view line : lines_of(printed(history, "text"))) CHECK(columns_of(line) <= 100);
}

TEST_CASE("tree bar: half columns, and ends that nobody told") {
  CHECK(bar(4, false, {0, 1}) == "━━━━");
  CHECK(bar(4, false, {0.25, 0.45}) == " ━");
  CHECK(bar(4, false, {0.4, 0.5}) == " ╺╸");
  CHECK(bar(4, false, {0.5, 0.6, true, true}) == "┄┄╸┄");
  CHECK(bar(4, true, {0.5, 0.5, true, true}) == "..=.");
}

TEST_CASE("tree axis: idle time is folded") {
  History history({});
  for (std::uint32_t i = 0; i < 20; ++i) tell(history, Told(10 + i, 1000 + i).execs({"x"}));
  tell(history, Told(99, 9'000'000).execs({"x"}));
  const Axis axis{Forest(history, Forest::Keep::kAll)};
  CHECK(axis.is_folded());
  CHECK(axis.place(at(1000)) == 0);
  CHECK(axis.place(at(9'000'000)) == 1);
  CHECK(axis.place(at(1019)) > 0.8);
  CHECK(axis.place(at(1010)) < axis.place(at(1011)));
}

TEST_CASE("tree folded: stacks sum to the lifetimes") {
  History history({});
  tell_build(history);
  const std::string text = printed(history, "folded");
  std::map<std::string, int> sums;
  for (const std::string_view line : lines_of(text)) {
    const std::size_t space = line.rfind(' ');
    for (std::size_t end = 0; end < space;) {
      end = std::min(line.find(';', end + 1), space);
      sums[std::string(line.substr(0, end))] += std::stoi(std::string(line.substr(space + 1)));
    }
  }
  CHECK(sums["1500;make"] == 99);
  CHECK(sums["1500;make;cc"] == 31);
  CHECK(sums["1500;make;hello"] == 40);
}

TEST_CASE("tree timeline: bounded, and nothing is lost") {
  Timeline timeline;
  for (std::uint64_t i = 0; i < 5000; ++i) timeline.add(at(i * 1'000'003 % 777'777'777));
  const auto sum = [](const std::vector<std::uint64_t>& counts) {
    std::uint64_t all = 0;
    for (const std::uint64_t count : counts) all += count;
    return all;
  };
  CHECK(sum(timeline.columns(60)) == 5000);
  CHECK(sum(timeline.columns(1)) == 5000);
  Timeline far;
  far.add({UINT64_MAX / 2000, 0});
  far.add({0, 0});
  CHECK(far.columns(10) == std::vector<std::uint64_t>{1, 0, 0, 0, 0, 0, 0, 0, 0, 1});
  CHECK(sparkline({0, 1, 4, 8}, false) == " ▂▅█");
  CHECK(sparkline({}, true).empty());
}

TEST_CASE("tree totals: counts, and names are escaped") {
  Totals totals;
  const auto take = [&](Told told) { totals.take(told.told()); };
  take(Told(10, 1000).execs({"ls"}).by(501));
  take(Told(10, 2000).file("/etc/\npasswd").fails("EACCES").by(501));
  CHECK(totals.events() == 2);
  CHECK(totals.failed() == 1);
  CHECK(totals.of(Total::kUser).top(0).front().events == 2);
  std::string text;
  StringWriter writer(text);
  Out out(writer);
  put_totals_text(out, totals, {});
  put_totals_json(out, totals, {});
  out.flush();
  CHECK(text.find("/etc/\\x0apasswd") != text.npos);
  CHECK(text.find(R"("errors":{"distinct":1,"top":[{"name":"EACCES","events":1}]})") != text.npos);
}

TEST_CASE("columns: of East Asia, marks and what is no UTF-8") {
  CHECK(columns_of("abc") == 3);
  CHECK(columns_of("日本") == 4);
  CHECK(columns_of("e\xcc\x81") == 1);
  CHECK(columns_of("\xff\xfe") == 2);
  CHECK(front_columns("日本語", 5) == "日本");
  CHECK(front_columns("abc", 9) == "abc");
}

TEST_CASE("tree words: durations") {
  CHECK(duration(999'999'999) == "999 ms");
  CHECK(duration(1'250'000'000) == "1.25 s");
  CHECK(duration(185'000'000'000) == "3m05s");
  CHECK(duration(7'620'000'000'000) == "2h07m");
  CHECK(duration(349'200'000'000'000) == "4d01h");
  CHECK(nanoseconds_between(at(5), at(3)) == 0);
  CHECK(signal_name(9) == "SIGKILL");
  CHECK(signal_name(10) == "signal 10");
}

}  // namespace knox::tree

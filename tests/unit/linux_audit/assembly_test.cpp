#include "knox/linux_audit/assembly/assembly.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "support/linux_events.h"
#include "unit/catch.h"

namespace knox::linux_audit {

namespace {

using namespace test;  // the words of linux_events.h

Lines types_of(const Assembled& event) {
  Lines types;
  for (const std::string& text : event.records) {
    Line line;
    REQUIRE(peek(text, line) == LineKind::kRecord);
    types.emplace_back(line.type_name);
  }
  return types;
}

}  // namespace

TEST_CASE("a tidy log comes out as it went in") {
  const std::vector<Lines> tidy = tidy_events(500);
  const Events events = assemble(flat(tidy));
  REQUIRE(events.size() == tidy.size());
  for (std::size_t i = 0; i < tidy.size(); ++i) {
    CHECK(events[i].records == tidy[i]);
    CHECK(events[i].serial == 100 + i);
    CHECK(events[i].time.nanoseconds == i * 7 % 1000 * 1'000'000);
    CHECK(!events[i].late);
    if (i % 5 != 2) CHECK(events[i].ending == Ending::kComplete);
  }
  CHECK(events[2].ending == Ending::kTimeout);
  CHECK(events[497].ending == Ending::kEndOfInput);
}

TEST_CASE("interleaved events are the same events") {
  const std::vector<Lines> tidy = tidy_events(1000);
  const Events expected = assemble(flat(tidy));
  for (const std::size_t at_once : std::initializer_list<std::size_t>{2, 3, 4, 16, 64})
    CHECK(difference(assemble(interleaved(tidy, at_once)), expected) == "");
}

TEST_CASE("records in any order within a second are the same events") {
  const std::vector<Lines> tidy = tidy_events(1000);
  const Events expected = assemble(flat(tidy));
  for (unsigned seed = 0; seed < 10; ++seed)
    CHECK(difference(assemble(shuffled(flat(tidy), seed)), expected) == "");
}

TEST_CASE("a dense log in any order") {
  std::vector<Lines> tidy;
  for (std::uint32_t i = 0; i < 6000; ++i) tidy.push_back(execve(i / 3, i + 1));
  const Events expected = assemble(flat(tidy));
  CHECK(expected.size() == tidy.size());
  CHECK(difference(assemble(shuffled(flat(tidy), 1)), expected) == "");
}

TEST_CASE("serial numbers begin again, and nodes have their own") {
  Lines lines = execve(0, 5);
  const Lines reboot = execve(60'000, 5);
  lines.insert(lines.end(), reboot.begin(), reboot.end());
  CHECK(assemble(lines).size() == 2);
  CHECK(assemble(interleaved({execve(0, 5), execve(1, 5)}, 2)).size() == 2);

  const Events nodes = assemble(interleaved({execve(0, 5, "a"), execve(0, 5, "b"), execve(0, 5)}, 3));
  REQUIRE(nodes.size() == 3);
  CHECK(nodes[0].node == "a");
  CHECK(nodes[1].node == "b");
  CHECK(nodes[2].node.empty());
  for (const Assembled& event : nodes) CHECK(event.records.size() == 8);
}

TEST_CASE("LOGIN and CONFIG_CHANGE are followed by others") {
  const Events events = assemble(test::frame_log(test::linux_log("session.log")).frames);
  CHECK(types_of(events[1]) == Lines{"LOGIN", "SYSCALL", "PROCTITLE"});
  const Lines change = {audit_line("CONFIG_CHANGE", stamp(0, 1), "op=add_rule"),
                        audit_line("SYSCALL", stamp(0, 1), "arch=c000003e syscall=44"),
                        audit_line("PROCTITLE", stamp(0, 1), "proctitle=\"auditctl\"")};
  CHECK(assemble(change).size() == 1);
}

TEST_CASE("events wait for late records, and no longer than they have to") {
  Run run;
  const Lines records = execve(0, 1);
  run.add(records);
  run.add(tick(999));
  CHECK(run.events.empty());
  run.add(tick(1000, 1'000'001));
  REQUIRE(run.events.size() == 1);  // its last record was seen
  CHECK(run.events[0].records == records);

  Run open;
  open.add(records[0]);
  open.add(tick(1999));
  open.add(records[1]);  // begins the wait anew
  open.add(tick(3998, 1'000'001));
  CHECK(open.events.empty());
  open.add(tick(3999, 1'000'002));
  REQUIRE(!open.events.empty());
  CHECK(open.events[0].ending == Ending::kTimeout);
  CHECK(open.events[0].records == Lines{records[0], records[1]});
}

TEST_CASE("a record after its event has gone is an event of its own, and says so") {
  Run run;
  const Lines records = execve(0, 1);
  run.add(Lines(records.begin(), records.begin() + 3));
  run.add(tick(5000));
  CHECK(run.events.size() == 1);
  run.add(records[3]);
  run.add(records[4]);
  run.finish();
  const auto late = std::ranges::find(run.events, true, &Assembled::late);
  REQUIRE(late != run.events.end());
  CHECK(late->serial == 1);
  CHECK(late->records == Lines{records[3], records[4]});
  CHECK(run.counts().late_events == 1);
  CHECK(run.counts().events == 3);
  CHECK(counts_are_right(run.assembler, 6));
}

TEST_CASE("an event with too many records goes in parts") {
  Run run({.max_records = 100});
  Lines records;
  for (int item = 0; item < 250; ++item)
    records.push_back(audit_line("PATH", stamp(0, 1), "item=" + std::to_string(item)));
  run.add(records);
  REQUIRE(run.events.size() == 2);
  run.finish();
  REQUIRE(run.events.size() == 3);
  CHECK(run.events[0].records == Lines(records.begin(), records.begin() + 100));
  CHECK(run.events[1].records == Lines(records.begin() + 100, records.begin() + 200));
  CHECK(run.events[2].records == Lines(records.begin() + 200, records.end()));
  CHECK(run.events[0].ending == Ending::kPressure);
  CHECK(!run.events[0].late);
  CHECK(run.events[1].late);
  CHECK(run.counts().pressed_events == 2);
  CHECK(counts_are_right(run.assembler, 250));
}

TEST_CASE("a pause lets events go whose last record was seen") {
  Run run;
  run.add(execve(0, 1));
  run.add(audit_line("SYSCALL", stamp(1, 2), "a=b"));
  run.add(execve(2, 3));
  run.assembler.idle(100);
  take_events(run.assembler, run.events);
  REQUIRE(run.events.size() == 2);
  CHECK(run.events[0].serial == 1);
  CHECK(run.events[1].serial == 3);
  run.assembler.idle(2000);
  take_events(run.assembler, run.events);
  REQUIRE(run.events.size() == 3);
  CHECK(run.events[2].ending == Ending::kTimeout);
  run.assembler.idle(2000);
  run.finish();
  CHECK(run.events.size() == 3);
}

TEST_CASE("ignored events are counted and gone") {
  const std::vector<Lines> tidy = tidy_events(500);
  const Lines lines = shuffled(flat(tidy), 3);
  Run run;
  for (const std::string& text : lines) {
    Line line;
    REQUIRE(peek(text, line) == LineKind::kRecord);
    if (line.type == RecordType::SYSCALL && !line.body.starts_with("arch=c000003e syscall=59")) {
      run.assembler.ignore(line);
    } else {
      run.assembler.add(line);
    }
    take_events(run.assembler, run.events);
  }
  run.finish();
  CHECK(run.events.size() == 200);  // the execves, and those without a call
  CHECK(run.counts().records_ignored == 100 * (3 + 2 + 5));
  CHECK(counts_are_right(run.assembler, lines.size()));
  for (const Assembled& event : run.events) {
    INFO(event);
    CHECK((event.records.size() == 8 || event.records[0].find("USER_END") != std::string::npos));
  }
}

TEST_CASE("more can come after the end") {
  const std::vector<Lines> tidy = tidy_events(100);
  Run run;
  for (const Lines& event : tidy) {
    run.add(event);
    run.finish();
  }
  CHECK(run.events.size() == 100);
  CHECK(run.counts().late_events == 0);
}

TEST_CASE("whatever is damaged, every line is in one event") {
  const std::string log = test::linux_log("session.log");
  std::mt19937 random(1);
  for (int round = 0; round < 2000; ++round) {
    std::string damaged = log;
    for (int i = 0; i < 3; ++i) damaged[random() % damaged.size()] = static_cast<char>(random());
    Run run({.max_events = 8, .max_bytes = 4000});
    std::vector<std::string> in, out;
    for (const std::string& frame : test::frame_log(damaged, 1 + random() % 500).frames) {
      Line line;
      if (peek(frame, line) != LineKind::kRecord) continue;
      in.emplace_back(line.text);
      run.add(frame);
    }
    run.finish();
    for (const Assembled& event : run.events)
      out.insert(out.end(), event.records.begin(), event.records.end());
    std::ranges::sort(in);
    std::ranges::sort(out);
    if (in != out) FAIL_CHECK(damaged);
    CHECK(run.counts().records_out == in.size());
    CHECK(run.counts().records_waiting == 0);
  }
}

}  // namespace knox::linux_audit

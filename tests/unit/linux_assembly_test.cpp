#include "knox/linux_audit/assembly.h"

#include <algorithm>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "support/linux_log.h"
#include "unit/catch.h"

namespace knox::linux_audit {

namespace {

using test::add_line;
using test::assemble;
using test::Assembled;
using test::audit_line;
using test::Events;
using test::Lines;
using test::take_events;

std::string stamp(std::uint64_t milliseconds, std::uint32_t serial) {
  const std::string ms = std::to_string(1000 + milliseconds % 1000);
  return std::to_string(1'700'000'000 + milliseconds / 1000) + '.' + ms.substr(1) + ':' +
         std::to_string(serial);
}

// The records of one execve, as the kernel writes them.
Lines execve(std::uint64_t milliseconds, std::uint32_t serial, const std::string& node = "") {
  Lines lines;
  const auto add = [&](const char* type, const std::string& body) {
    lines.push_back((node.empty() ? "" : "node=" + node + ' ') +
                    audit_line(type, stamp(milliseconds, serial), body));
  };
  add("SYSCALL", "arch=c000003e syscall=59 items=2 pid=" + std::to_string(serial));
  add("EXECVE", "argc=4 a0=\"ls\" a1=\"-l\"");
  add("EXECVE", "a2=\"x\" a3_len=2 a3[0]=61");
  add("EXECVE", "a3[1]=62");
  add("CWD", "cwd=\"/\"");
  add("PATH", "item=0 name=\"/bin/ls\"");
  add("PATH", "item=1 name=\"/lib/ld.so\"");
  add("PROCTITLE", "proctitle=\"ls\"");
  return lines;
}

// Several kinds of events, one every few milliseconds.
std::vector<Lines> tidy_events(std::size_t count) {
  std::vector<Lines> events;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t ms = i * 7;
    const auto serial = static_cast<std::uint32_t>(100 + i);
    const auto line = [&](const char* type, const std::string& body) {
      return audit_line(type, stamp(ms, serial), body);
    };
    switch (i % 5) {
      case 0: events.push_back({line("USER_END", "pid=1 msg='op=x'")}); break;
      case 1:
        events.push_back({line("LOGIN", "pid=2 auid=1"), line("SYSCALL", "arch=c000003e syscall=1"),
                          line("PROCTITLE", "proctitle=\"sshd\"")});
        break;
      case 2:  // nothing says that it ends
        events.push_back({line("SYSCALL", "arch=c000003e syscall=42"), line("SOCKADDR", "saddr=0100")});
        break;
      case 3:
        events.push_back({line("SYSCALL", "arch=c000003e syscall=2"), line("CWD", "cwd=\"/\""),
                          line("PATH", "item=0 name=\"a\""), line("PROCTITLE", "proctitle=\"x\""),
                          line("EOE", "x")});
        break;
      default: events.push_back(execve(ms, serial));
    }
  }
  return events;
}

Lines flat(const std::vector<Lines>& events) {
  Lines lines;
  for (const Lines& event : events) lines.insert(lines.end(), event.begin(), event.end());
  return lines;
}

// `at_once` events at a time, a record of each in turn.
Lines interleaved(const std::vector<Lines>& events, std::size_t at_once) {
  Lines lines;
  for (std::size_t begin = 0; begin < events.size(); begin += at_once) {
    const std::size_t end = std::min(begin + at_once, events.size());
    bool more = true;
    for (std::size_t row = 0; more; ++row) {
      more = false;
      for (std::size_t i = begin; i < end; ++i) {
        if (row >= events[i].size()) continue;
        lines.push_back(events[i][row]);
        more = true;
      }
    }
  }
  return lines;
}

// The lines of each second in any order.
Lines shuffled(Lines lines, unsigned seed) {
  std::mt19937 random(seed);
  const auto second = [](const std::string& line) { return line.substr(line.find('(') + 1, 10); };
  for (auto begin = lines.begin(); begin != lines.end();) {
    const auto end =
        std::find_if(begin, lines.end(), [&](const auto& l) { return second(l) != second(*begin); });
    std::shuffle(begin, end, random);
    begin = end;
  }
  return lines;
}

// Where two lists of events begin to differ; empty: nowhere.
std::string difference(const Events& events, const Events& expected) {
  std::ostringstream text;
  const auto [at, other] = std::ranges::mismatch(events, expected);
  if (at != events.end()) text << "is " << *at << '\n';
  if (other != expected.end()) text << "should be " << *other;
  return text.str();
}

void check_counts(const Assembler& assembler, std::uint64_t lines) {
  const AssemblyCounts& counts = assembler.counts();
  CHECK(counts.records_in == lines);
  CHECK(counts.records_in == counts.records_out + counts.records_ignored + counts.records_waiting);
}

// An assembler and what it has handed out.
struct Run {
  explicit Run(const Assembler::Options& options = {}) : assembler(options) {}
  void add(const std::string& line) { add_line(assembler, line, events); }
  void add(const Lines& lines) {
    for (const std::string& line : lines) add(line);
  }
  void finish() {
    assembler.finish();
    take_events(assembler, events);
  }
  const AssemblyCounts& counts() const { return assembler.counts(); }

  Assembler assembler;
  Events events;
};

// A record that moves the clock, and is an event of its own.
std::string tick(std::uint64_t milliseconds, std::uint32_t serial = 1'000'000) {
  return audit_line("USER_END", stamp(milliseconds, serial), "pid=9");
}

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
  for (const std::size_t at_once : {2, 3, 4, 16, 64})
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
  check_counts(run.assembler, 6);
}

TEST_CASE("a pause lets events go whose last record was seen") {
  Run run;
  run.add(execve(0, 1));
  run.add(audit_line("SYSCALL", stamp(1, 2), "a=b"));
  run.add(execve(2, 3));
  run.assembler.pause(100);
  take_events(run.assembler, run.events);
  REQUIRE(run.events.size() == 2);
  CHECK(run.events[0].serial == 1);
  CHECK(run.events[1].serial == 3);
  run.assembler.pause(2000);
  take_events(run.assembler, run.events);
  REQUIRE(run.events.size() == 3);
  CHECK(run.events[2].ending == Ending::kTimeout);
  run.assembler.pause(2000);
  run.finish();
  CHECK(run.events.size() == 3);
}

TEST_CASE("a call that took long has the time at which it began") {
  Run run;
  run.add(tick(3'600'000, 10));
  const Lines records = execve(0, 11);  // an hour ago
  run.add(Lines(records.begin(), records.begin() + 4));
  run.add(tick(3'600'500, 12));
  run.add(Lines(records.begin() + 4, records.end()));
  run.finish();
  REQUIRE(run.events.size() == 3);
  CHECK(run.events[1].records == records);
  CHECK(run.counts().missing_serials == 0);
  CHECK(run.counts().restarts == 0);
}

TEST_CASE("an older log after a newer one") {
  const std::vector<Lines> tidy = tidy_events(3000);
  Run run;
  run.add(tick(100'000'000, 5'000'000));
  for (const Lines& event : tidy) run.add(event);
  CHECK(run.events.size() > 2000);  // the clock has been set back
  run.finish();
  CHECK(run.events.size() == 3001);
  CHECK(run.counts().late_events == 0);
  CHECK(run.counts().pressed_events == 0);
  CHECK(run.counts().restarts == 1);
  CHECK(run.counts().missing_serials == 0);
}

TEST_CASE("one damaged time does not take events apart") {
  std::vector<Lines> tidy = tidy_events(300);
  tidy[100] = {audit_line("USER_END", "9999999999.000:200", "pid=1")};
  const Events events = assemble(flat(tidy));
  CHECK(events.size() == 300);
  CHECK(std::ranges::none_of(events, &Assembled::late));
}

TEST_CASE("nodes have clocks of their own") {
  Run run;
  const Lines records = execve(0, 1, "slow");
  run.add(records[0]);
  for (std::uint32_t i = 0; i < 100; ++i) run.add(execve(500'000 + i * 1000, i + 1, "fast"));
  for (std::size_t i = 1; i < records.size(); ++i) run.add(records[i]);
  run.finish();
  CHECK(run.events.size() == 101);
  CHECK(run.counts().late_events == 0);
}

TEST_CASE("more nodes than have a clock of their own") {
  Run run;
  std::uint64_t lines = 0;
  for (std::uint32_t i = 0; i < 3000; ++i) {
    const Lines records = execve(i, i + 1, "node" + std::to_string(i));
    run.add(records);
    lines += records.size();
  }
  run.finish();
  CHECK(run.events.size() == 3000);
  CHECK(run.counts().late_events == 0);
  check_counts(run.assembler, lines);
}

TEST_CASE("when too much waits, the oldest goes") {
  Run many({.max_events = 10});
  for (std::uint32_t i = 1; i <= 30; ++i) many.add(audit_line("SYSCALL", stamp(0, i), "a=b"));
  REQUIRE(many.events.size() == 20);
  CHECK(many.events[0].serial == 1);
  CHECK(many.events[0].ending == Ending::kPressure);
  CHECK(many.counts().pressed_events == 20);
  CHECK(many.counts().records_waiting == 10);

  Run large({.max_bytes = 100'000});
  const std::string body(30'000, 'x');
  for (std::uint32_t i = 1; i <= 10; ++i) large.add(audit_line("SYSCALL", stamp(0, i), body));
  CHECK(large.events.size() >= 7);
  large.finish();
  CHECK(large.events.size() == 10);

  // One that is too large by itself comes in pieces.
  Run huge({.max_bytes = 100'000});
  for (int i = 0; i < 10; ++i) huge.add(audit_line("EXECVE", stamp(0, 1), body));
  huge.finish();
  CHECK(huge.counts().late_events == 2);
  CHECK(huge.counts().records_out == 10);
}

TEST_CASE("an execve with six megabytes of arguments stays in one piece") {
  Run run;
  run.add(audit_line("SYSCALL", stamp(0, 1), "arch=c000003e syscall=59"));
  const std::string body(7450, 'A');
  for (int i = 0; i < 1680; ++i) run.add(audit_line("EXECVE", stamp(0, 1), body));
  for (std::uint32_t i = 2; i < 100; ++i) run.add(execve(i, i));
  run.finish();
  CHECK(run.events.size() == 99);
  CHECK(run.counts().pressed_events == 0);
}

TEST_CASE("missing serial numbers are counted, and never nonsense") {
  struct Row {
    std::vector<std::uint32_t> serials;
    std::uint64_t missing, restarts;
  };
  const Row row = GENERATE(values<Row>({
      {{1, 2, 3}, 0, 0},
      {{1, 2, 5}, 2, 0},
      {{1, 3, 2, 4}, 0, 0},
      {{4, 3, 2, 1}, 0, 0},
      {{10, 5, 11}, 0, 0},
      {{4294967294, 4294967295, 0, 1}, 0, 0},
      {{4294967294, 1}, 2, 0},
      {{5'000'000, 1, 2}, 0, 1},
      {{1, 5'000'000, 5'000'002}, 1, 1},
      {{0, 0, 0}, 0, 0},
  }));
  Run run;
  for (const std::uint32_t serial : row.serials) run.add(tick(0, serial));
  CHECK(run.counts().missing_serials == row.missing);
  CHECK(run.counts().restarts == row.restarts);
}

TEST_CASE("a reboot is a restart, also with few numbers behind") {
  Run run;
  run.add(tick(0, 500));
  run.add(tick(60'000, 3));
  run.add(tick(60'001, 4));
  CHECK(run.counts().restarts == 1);
  CHECK(run.counts().missing_serials == 0);
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
  check_counts(run.assembler, lines.size());
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

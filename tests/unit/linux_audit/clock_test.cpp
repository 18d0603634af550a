// How long the assembler waits, for whom, and what it counts.
#include <algorithm>
#include <string>
#include <vector>

#include "support/linux_events.h"
#include "unit/catch.h"

namespace knox::linux_audit {

namespace {

using namespace test;  // the words of linux_events.h

}  // namespace

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
  CHECK(counts_are_right(run.assembler, lines));
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

TEST_CASE("the numbers that auditd gives to its own records are no gaps") {
  Run run;
  run.add(tick(0, 903));
  run.add(audit_line("DAEMON_ROTATE", stamp(1, 7001), "op=rotate-logs res=success"));
  run.add(tick(2, 904));
  run.finish();
  REQUIRE(run.events.size() == 3);
  CHECK(run.events[1].serial == 7001);
  CHECK(run.counts().missing_serials == 0);
  CHECK(run.counts().restarts == 0);
}

TEST_CASE("a reboot is a restart, also with few numbers behind") {
  Run run;
  run.add(tick(0, 500));
  run.add(tick(60'000, 3));
  run.add(tick(60'001, 4));
  CHECK(run.counts().restarts == 1);
  CHECK(run.counts().missing_serials == 0);
}

TEST_CASE("live, ANOM_ABEND ends its event at once where it is alone") {
  const std::string abend = audit_line("ANOM_ABEND", stamp(1000, 7), "auid=0 uid=0 pid=3 sig=11 res=1");
  const std::string call = audit_line("SYSCALL", stamp(1000, 8), "arch=c000003e syscall=231 a0=0 pid=4");
  const std::string abend_in_call = audit_line("ANOM_ABEND", stamp(1000, 8), "pid=4 sig=31 res=1");
  struct Row {
    bool live;
    Lines lines;
    std::size_t events;
  };
  const Row rows[] = {
      {true, {abend}, 1}, {false, {abend}, 0}, {true, {call, abend_in_call}, 0}, {true, {call}, 0}};
  for (const Row& row : rows) {
    INFO(row.lines.back() << row.live);
    Run run(Assembler::options_for(row.live));
    run.add(row.lines);
    CHECK(run.events.empty());
    run.assembler.idle(0);
    take_events(run.assembler, run.events);
    CHECK(run.events.size() == row.events);
    run.finish();
    CHECK(run.events.size() == 1);
  }
}

}  // namespace knox::linux_audit

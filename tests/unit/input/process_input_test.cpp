#include "knox/input/formats.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "knox/bsm/process.h"
#include "knox/bsm/record.h"
#include "knox/linux_audit/meaning/process.h"
#include "knox/os/names.h"
#include "support/data.h"
#include "support/fixtures.h"
#include "support/guarded.h"
#include "support/linux_log.h"
#include "support/process_reading.h"
#include "unit/catch.h"

namespace knox::input {

namespace {

using event::ProcessAct;
using test::audit_line;
using test::Lines;
using test::RecordBuilder;

// A process event, copied.
struct Told {
  ProcessAct act = ProcessAct::kOther;
  std::uint32_t pid = 0;
  std::optional<std::uint32_t> parent = {}, child = {}, status = {}, signal = {};
  std::string path = {};  // what was executed
  bool operator==(const Told&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const Told& t) {
    const auto number = [](auto n) { return n ? std::to_string(*n) : "-"; };
    return out << static_cast<int>(t.act) << ' ' << t.pid << " parent " << number(t.parent) << " child "
               << number(t.child) << " exit " << number(t.status) << " signal " << number(t.signal) << ' '
               << t.path;
  }
};

Told copy(const event::ProcessEvent& event) {
  const auto pid = [](const auto& ref) { return ref ? std::optional(ref->pid) : std::nullopt; };
  return {.act = event.act,
          .pid = event.process.pid,
          .parent = pid(event.parent),
          .child = pid(event.child),
          .status = event.exit_status,
          .signal = event.signal,
          .path = event.exec == nullptr ? std::string() : std::string(event.exec->exec_path)};
}

std::string read_data(std::string_view name) {
  std::ifstream file(test::data_file(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

using Make = std::unique_ptr<Input> (*)(const Options&);

std::vector<Told> told(Make make, std::string_view bytes,
                       const Options& options = {.wanted = Wanted::kProcesses}) {
  std::vector<Told> events;
  test::read_processes(*make(options), bytes,
                       [&](const Report& record) { events.push_back(copy(*record.event.act)); });
  return events;
}

void check_sound(const Report& record) {
  REQUIRE(test::is_sound(record));
}

// Every prefix, and every byte changed.
void damage(Make make, const std::string& bytes) {
  test::Guarded guarded(bytes.size());
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    test::read_processes(*make({.wanted = Wanted::kProcesses}),
                         as_chars(guarded(std::string_view(bytes).substr(0, size))), check_sound);
  }
  std::string changed = bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (const char flip : {'\x01', '\x80', '\xff'}) {
      changed[i] = static_cast<char>(bytes[i] ^ flip);
      test::read_processes(*make({.wanted = Wanted::kProcesses}), as_chars(guarded(changed)), check_sound);
    }
    changed[i] = bytes[i];
  }
}

const test::Subject kAlice = {
    .auid = 501, .euid = 502, .egid = 1, .ruid = 503, .rgid = 2, .pid = 10, .sid = 9};

RecordBuilder record(std::uint16_t event) {
  return RecordBuilder({.event = event, .seconds = 1715677923, .fraction = 41});
}

std::string call(int number, std::string_view rest, std::string_view arch = "c000003e") {
  std::string body("arch=");
  body.append(arch).append(" syscall=").append(std::to_string(number)).append(" ").append(rest);
  return body + " ppid=5 pid=10 auid=501 uid=503 gid=2 euid=502 suid=1 fsuid=1 egid=1 ses=9 exe=\"/bin/x\"";
}

std::vector<Told> told_by(const std::string& syscall) {
  return told(&make_linux_input, audit_line("SYSCALL", "1700000000.041:812", syscall) + '\n');
}

}  // namespace

TEST_CASE("BSM: what records tell of processes") {
  struct Row {
    RecordBuilder record;
    Told told;
  };
  const auto path = [](RecordBuilder builder) { return builder.path("/bin/ls").subject32(kAlice); };
  const Row row = GENERATE_COPY(values<Row>({
      {record(72).subject32(kAlice), {.pid = 10}},
      {record(2).arg32(0, 11, "child PID").subject32(kAlice).return32(0, 11),
       {.act = ProcessAct::kFork, .pid = 10, .child = 11}},
      {record(25).subject64_ex(kAlice).return32(0, 11), {.act = ProcessAct::kFork, .pid = 10, .child = 11}},
      {record(241).arg64(0, 11, "child PID").subject32(kAlice),
       {.act = ProcessAct::kFork, .pid = 10, .child = 11}},
      {record(43043).arg32(1, 20, "flags").subject32(kAlice).return32(0, 11),
       {.act = ProcessAct::kFork, .pid = 10, .child = 11}},
      {record(43043).subject32(kAlice).return32(0, 0), {.pid = 10}},  // it made no process
      {record(43197).arg32(0, 11, "child PID").subject32(kAlice).return32(0, 3),
       {.act = ProcessAct::kFork, .pid = 10, .child = 11}},
      {record(2).subject32(kAlice).return32(35, 0xffffffff), {.pid = 10}},
      {record(2).subject32(kAlice), {.pid = 10}},  // cut: nothing tells the child
      {path(record(23)).return32(0, 0), {.act = ProcessAct::kExec, .pid = 10, .path = "/bin/ls"}},
      {path(record(23)).return32(2, 0xffffffff), {.act = ProcessAct::kExec, .pid = 10, .path = "/bin/ls"}},
      {path(record(43190).arg32(0, 11, "child PID")).return32(0, 0),
       {.act = ProcessAct::kExec, .pid = 10, .child = 11, .path = "/bin/ls"}},
      {path(record(43190).arg32(0, 11, "child PID")).return32(2, 0xffffffff),
       {.act = ProcessAct::kExec, .pid = 10, .path = "/bin/ls"}},
      {record(1).exit(3, 0).subject32(kAlice).return32(0, 0),
       {.act = ProcessAct::kExit, .pid = 10, .status = 3}},
      {record(1).arg32(1, 4, "exit status").subject32(kAlice).return32(0, 0),
       {.act = ProcessAct::kExit, .pid = 10, .status = 4}},
      {record(1).exit(0xffffffff, 0).subject32(kAlice), {.act = ProcessAct::kExit, .pid = 10, .status = 255}},
      {record(1).subject32(kAlice), {.act = ProcessAct::kExit, .pid = 10}},
  }));
  CHECK(told(&make_bsm_input, row.record.finish()) == std::vector{row.told});
  // Only acts: everything else is passed over.
  const auto acts = told(&make_bsm_input, row.record.finish(), {.wanted = Wanted::kActs});
  CHECK(acts.size() == (row.told.act == ProcessAct::kOther ? 0 : 1));
}

TEST_CASE("BSM: what knox writes of Linux") {
  struct Row {
    RecordBuilder record;
    Told told;
  };
  const Row row = GENERATE_COPY(values<Row>({
      {record(72).path("/x").subject32(kAlice).text("ppid=5").text("tty=x"), {.pid = 10, .parent = 5}},
      {record(72).subject32(kAlice).text("tty=x").text("node=a").text("ppid=5"), {.pid = 10, .parent = 5}},
      {record(72).text("ppid=5").subject32(kAlice).return32(0, 0).text("ppid=6"), {.pid = 10}},
      {record(72).subject32(kAlice).text("ppid=5x").text("xppid=6"), {.pid = 10}},
      {record(44023).arg32(0, 11, "child PID").subject32(kAlice).text("ppid=5").return32(0, 11),
       {.act = ProcessAct::kFork, .pid = 10, .parent = 5, .child = 11}},
      {record(44002).arg32(0, 11, "child PID").subject32(kAlice).return32(0, 11), {.pid = 10}},  // a thread
      {record(44030).exit(0, 0).subject32(kAlice), {.pid = 10}},                                 // of one
      {record(23).path("/bin/ls").subject32(kAlice).text("ppid=5").return32(0, 0),
       {.act = ProcessAct::kExec, .pid = 10, .parent = 5, .path = "/bin/ls"}},
      {record(44687).subject32(kAlice).text("comm=x sig=3").text("ANOM_ABEND subj=x sig=11").return32(0, 0),
       {.act = ProcessAct::kExit, .pid = 10, .signal = 11}},
  }));
  CHECK(told(&make_bsm_input, row.record.finish()) == std::vector{row.told});
}

TEST_CASE("BSM: ids and time, and records without a process") {
  const std::string bytes = record(1).subject32(kAlice).finish();
  bsm::Record parsed;
  parsed.parse(as_bytes(bytes));
  bsm::ProcessDecoder decoder;
  const event::ProcessEvent* const event = decoder.decode(parsed);
  REQUIRE(event != nullptr);
  CHECK(event->time == Time{1715677923, 41'000'000});
  CHECK(event->time_digits == 3);
  CHECK(event->ids == event::ProcessIds{501, 502, 1, 503, 2, 10, 9});
  CHECK(!event->process.version);
  CHECK(!event->parent);
  CHECK(told(&make_bsm_input, record(45000).text("startup").return32(0, 0).finish()).empty());
  CHECK(told(&make_bsm_input, RecordBuilder().file32(1, 2, "x").tokens()).empty());
}

TEST_CASE("BSM: processes of one number on two hosts are two") {
  const auto host_of = [](std::string_view address) {
    const std::string bytes = RecordBuilder({.event = 1, .seconds = 7, .host = std::string(address)})
                                  .subject32(kAlice)
                                  .return32(0, 0)
                                  .finish();
    bsm::Record parsed;
    parsed.parse(as_bytes(bytes));
    return bsm::ProcessDecoder().decode(parsed)->process.host;
  };
  CHECK(host_of("192.0.2.7") == host_of("192.0.2.7"));
  CHECK(host_of("192.0.2.7") != host_of("192.0.2.8"));
  CHECK(host_of("192.0.2.7") != 0);
}

TEST_CASE("Linux: what events tell of processes") {
  struct Row {
    std::string call;
    Told told;
  };
  const Row row = GENERATE(values<Row>({
      {call(257, "success=yes exit=3 a0=1"), {.pid = 10, .parent = 5}},
      {call(57, "success=yes exit=11 a0=1"), {.act = ProcessAct::kFork, .pid = 10, .parent = 5, .child = 11}},
      {call(58, "success=yes exit=11 a0=1"), {.act = ProcessAct::kFork, .pid = 10, .parent = 5, .child = 11}},
      {call(56, "success=yes exit=11 a0=1200011"),
       {.act = ProcessAct::kFork, .pid = 10, .parent = 5, .child = 11}},
      {call(56, "success=yes exit=11 a0=3d0f00"), {.pid = 10, .parent = 5}},  // a thread
      {call(56, "success=yes exit=0 a0=1200011"), {.pid = 10, .parent = 5}},  // the child's own record
      {call(56, "success=no exit=-11 a0=1200011"), {.pid = 10, .parent = 5}},
      {call(56, "a0=1200011"), {.pid = 10, .parent = 5}},
      {call(435, "success=yes exit=11 a0=7ffd10"),
       {.act = ProcessAct::kFork, .pid = 10, .parent = 5, .child = 11}},
      // On s390x the flags are the second argument, on i386 the numbers are others.
      {call(120, "success=yes exit=11 a0=3d0f00 a1=1200011", "80000016"),
       {.act = ProcessAct::kFork, .pid = 10, .parent = 5, .child = 11}},
      {call(120, "success=yes exit=11 a0=0 a1=3d0f00", "80000016"), {.pid = 10, .parent = 5}},
      {call(120, "success=yes exit=11 a0=1200011", "40000003"),
       {.act = ProcessAct::kFork, .pid = 10, .parent = 5, .child = 11}},
      {call(59, "success=yes exit=0 a0=5"),
       {.act = ProcessAct::kExec, .pid = 10, .parent = 5, .path = "/bin/x"}},
      {call(231, "a0=2"), {.act = ProcessAct::kExit, .pid = 10, .parent = 5, .status = 2}},
      {call(231, "a0=ffffffff"), {.act = ProcessAct::kExit, .pid = 10, .parent = 5, .status = 255}},
      {call(60, "a0=2"), {.pid = 10, .parent = 5}},  // one thread of it
      {call(9999, "success=yes exit=0"), {.pid = 10, .parent = 5}},
  }));
  CHECK(told_by(row.call) == std::vector{row.told});
}

TEST_CASE("Linux: events without a system call") {
  const auto event = [](std::string_view type, std::string_view body) {
    return told(&make_linux_input, audit_line(type, "1700000000.041:812", body) + '\n');
  };
  CHECK(event("USER_AUTH", "pid=10 uid=0 auid=1 ses=2 msg='op=x pid=77 res=success'") ==
        std::vector<Told>{{.pid = 10}});
  CHECK(event("USER_AUTH", "uid=0 msg='op=x pid=77 res=success'").empty());
  CHECK(event("ANOM_ABEND", "auid=1 uid=0 gid=0 ses=2 pid=10 comm=\"x\" exe=\"/x\" sig=11 res=1") ==
        std::vector<Told>{{.act = ProcessAct::kExit, .pid = 10, .signal = 11}});
  CHECK(event("AVC", "avc:  denied  { read } for  pid=10 comm=\"x\"") == std::vector<Told>{{.pid = 10}});
  CHECK(event("SYSCALL", "arch=c000003e syscall=59 success=yes").empty());
  CHECK(event("USER_AUTH", "pid= uid=0").empty());
}

TEST_CASE("Linux: nodes are hosts") {
  std::string log;
  std::uint32_t serial = 100;
  for (const char* const node : {"node=a ", "node=b ", "node=a ", ""}) {
    const std::string stamp = "1700000000.041:" + std::to_string(serial++);
    log += node + audit_line("SYSCALL", stamp, call(57, "success=yes exit=11")) + '\n';
  }
  std::multiset<std::uint64_t> hosts;
  test::read_processes(*make_linux_input({.wanted = Wanted::kProcesses}), log, [&](const Report& record) {
    const std::uint64_t host = record.event.act->process.host;
    hosts.insert(host);
    CHECK(record.event.act->child->host == host);
    CHECK(record.event.act->parent->host == host);
  });
  CHECK(hosts.size() == 4);
  CHECK(std::set(hosts.begin(), hosts.end()).size() == 3);
  CHECK(hosts.count(0) == 1);
}

TEST_CASE("Linux: records that come late belong to the process of their event") {
  const auto line = [](int serial, std::string_view type, std::string_view body) {
    const std::string second = std::to_string(1'700'000'000 + serial);
    return audit_line(type, second + ".041:" + std::to_string(serial), body) + '\n';
  };
  std::string log = line(1, "SYSCALL", call(231, "a0=2")) + line(1, "PROCTITLE", "proctitle=\"x\"");
  for (int serial = 2; serial < 4; ++serial) log += line(serial, "USER_AUTH", "pid=11 uid=0");
  log += line(1, "CWD", "cwd=\"/\"") + line(99, "CWD", "cwd=\"/\"");
  std::vector<Told> events = told(&make_linux_input, log);
  std::erase_if(events, [](const Told& t) { return t.pid == 11; });
  CHECK(events == std::vector<Told>{{.act = ProcessAct::kExit, .pid = 10, .parent = 5, .status = 2},
                                    {.pid = 10, .parent = 5}});
}

TEST_CASE("what is handed out are the bytes that were read") {
  const std::string trail = test::darwin_build().bytes();
  std::string copied;
  test::read_processes(*make_bsm_input({.wanted = Wanted::kProcesses}), trail, [&](const Report& record) {
    for (const std::string_view piece : record.pieces) copied.append(piece).append(record.end);
  });
  CHECK(copied == trail);

  const std::string log = test::linux_log("build.log");
  copied.clear();
  test::read_processes(*make_linux_input({.wanted = Wanted::kProcesses}), log, [&](const Report& record) {
    for (const std::string_view piece : record.pieces) copied.append(piece).append(record.end);
  });
  CHECK(copied == log);
}

TEST_CASE("selected records") {
  const Options options = {.wanted = Wanted::kProcesses,
                           .selects = [](const bsm::Record& r) { return r.header().event == 1; }};
  std::size_t selected = 0, all = 0;
  test::read_processes(*make_bsm_input(options), test::darwin_build().bytes(), [&](const Report& record) {
    ++all;
    selected += record.selected;
    CHECK(record.selected == (record.event.act->act == ProcessAct::kExit));
  });
  CHECK(all == 24);
  CHECK(selected == 6);
}

TEST_CASE("process inputs are sound whatever is in them") {
  damage(&make_bsm_input, test::freebsd_build().bytes());
  const std::string log = test::linux_log("build.log");
  damage(&make_linux_input, log.substr(0, log.find('\n', 2500) + 1));
}

TEST_CASE("events with acts: the same as processes are told") {
  os::Names names;
  names.use_none();
  struct Row {
    Make make;
    std::string bytes;
  };
  const Row rows[] = {{&make_linux_input, test::linux_log("build.log")},
                      {&make_linux_input, test::linux_log("session.log")},
                      {&make_bsm_input, read_data("bsm/darwin_build.bsm")},
                      {&make_es_input, read_data("es/session.ndjson")}};
  for (const Row& row : rows) {
    std::vector<Told> acts;
    std::size_t words = 0;
    test::read_processes(*row.make({.wanted = Wanted::kEvents, .names = &names, .acts = true}), row.bytes,
                         [&](const Report& report) {
                           if (report.event.act == nullptr) return;
                           acts.push_back(copy(*report.event.act));
                           words += report.event.word.empty() ? 0 : 1;
                         });
    CHECK(acts == told(row.make, row.bytes));
    CHECK(words == acts.size());
    test::read_processes(*row.make({.wanted = Wanted::kEvents, .names = &names}), row.bytes,
                         [&](const Report& report) { CHECK(report.event.act == nullptr); });
  }
}

}  // namespace knox::input

#include "knox/event/process_filter.h"

#include <algorithm>

#include "support/exec.h"
#include "unit/catch.h"

namespace knox::event {

namespace {

ProcessFilter make(const ProcessCriteria& criteria) {
  static const os::Names names = test::names();
  auto filter = ProcessFilter::make(criteria, names);
  REQUIRE(filter.has_value());
  return std::move(*filter);
}

ProcessEvent event_of(std::uint32_t pid, std::uint32_t uid = 501) {
  ProcessEvent event;
  event.time = {1000, 0};
  event.process.pid = pid;
  event.ids.pid = pid;
  event.ids.ruid = uid;
  return event;
}

// Whether a process is followed that executes a file of that path.
bool follows_command(ProcessFilter& filter, std::uint32_t pid, std::string_view path, std::uint32_t uid = 501,
                     std::optional<bool> success = true) {
  Exec exec;
  exec.exec_path = path;
  exec.process.ruid = uid;
  exec.success = success;
  ProcessEvent event = event_of(pid, uid);
  event.act = ProcessAct::kExec;
  event.exec = &exec;
  return filter.take(event).followed;
}

bool follows(ProcessFilter& filter, const ProcessEvent& event) {
  return filter.take(event).followed;
}

}  // namespace

TEST_CASE("processes by the name of a command") {
  ProcessFilter filter = make({.names = {"make", "cc"}});
  CHECK(!follows(filter, event_of(10)));
  CHECK(follows_command(filter, 10, "/usr/bin/make"));
  CHECK(follows(filter, event_of(10)));
  CHECK(follows_command(filter, 10, "/bin/sh"));  // the same process
  CHECK(!follows_command(filter, 11, "/usr/bin/gmake"));
  CHECK(!follows_command(filter, 11, "/usr/bin/cc", 501, false));
  CHECK(follows_command(filter, 11, "/usr/bin/cc", 501, std::nullopt));
}

TEST_CASE("processes by the name of a command and by user") {
  ProcessFilter filter = make({.names = {"make"}, .users = {"alice"}});
  CHECK(!follows_command(filter, 10, "/usr/bin/make", 0));
  CHECK(follows_command(filter, 11, "/usr/bin/make", 501));
  CHECK(!follows_command(filter, 12, "/usr/bin/cc", 501));
  CHECK(follows(filter, event_of(11, 0)));  // who goes on as another
}

TEST_CASE("processes by user") {
  ProcessFilter filter = make({.users = {"alice"}});
  CHECK(follows(filter, event_of(10)));
  CHECK(!follows(filter, event_of(11, 0)));
  ProcessEvent forks = event_of(12);
  forks.act = ProcessAct::kFork;
  forks.child = ProcessRef{.pid = 13};
  CHECK(follows(filter, forks));
  CHECK(follows(filter, event_of(13, 0)));  // a child that became root
  CHECK(
      ProcessFilter::make({.users = {"nobody knows"}}, test::names()).error() ==
      "--user: unknown user 'nobody knows'; known are the names that this host or --passwd has, and numbers");
}

TEST_CASE("processes by pid: the first that has it") {
  ProcessFilter filter = make({.pids = {10, 20}});
  CHECK(!follows(filter, event_of(11)));
  CHECK(follows(filter, event_of(10)));
  ProcessEvent exits = event_of(10);
  exits.act = ProcessAct::kExit;
  CHECK(follows(filter, exits));
  ProcessEvent later = event_of(10);
  later.time.seconds += 60;
  CHECK(!follows(filter, later));
  // One that is known by a child of it only.
  ProcessEvent child = event_of(21);
  child.parent = ProcessRef{.pid = 20};
  CHECK(follows(filter, child));
  CHECK(follows(filter, event_of(20)));
}

TEST_CASE("processes that run already, and what descends from them") {
  using namespace std::string_literals;
  const std::vector<os::RunningProcess> all = {
      {.pid = 30, .ppid = 20, .ruid = 501, .euid = 501},
      {.pid = 20, .ppid = 10, .ruid = 501, .euid = 501},
      {.pid = 10, .ppid = 1, .ruid = 501, .euid = 501, .path = "/usr/bin/make"},
      {.pid = 11, .ppid = 1, .ruid = 0, .euid = 0, .path = "/usr/libexec/x", .args = "make\0-j\0"s},
      {.pid = 12, .ppid = 1, .ruid = 0, .euid = 501, .path = "/bin/ls"},
      {.pid = 13, .ppid = 1, .path = "/bin/sh", .args = "sh\0./configure\0"s, .script = "./configure"},
      {.pid = 0, .ppid = 0},
  };
  struct Row {
    ProcessCriteria criteria;
    std::vector<std::uint32_t> followed;
  };
  const Row row = GENERATE(values<Row>({
      {{.names = {"make"}}, {10, 11, 20, 30}},
      {{.names = {"make"}, .children = false}, {10, 11}},
      {{.names = {"make"}, .users = {"root"}}, {11}},
      {{.pids = {20}}, {20, 30}},
      {{.users = {"alice"}}, {10, 12, 20, 30}},
      {{.names = {"configure"}}, {13}},
      {{.names = {"nothing"}}, {}},
  }));
  ProcessFilter filter = make(row.criteria);
  filter.set_running({.since = {1000, 0}, .all = all});
  std::vector<std::uint32_t> followed;
  for (const std::uint32_t pid : {0u, 10u, 11u, 12u, 13u, 20u, 30u}) {
    if (filter.take(event_of(pid, 7)).followed) followed.push_back(pid);
  }
  CHECK(followed == row.followed);
}

TEST_CASE("processes that run already, and a source that comes to now, or is another host's") {
  struct Row {
    std::uint64_t seconds;
    std::string_view node;
    bool followed;
  };
  const Row row = GENERATE(values<Row>({
      {1000, "", true},
      {998, "", true},  // it may be told late
      {997, "", false},
      {0, "", false},
      {5000, "", true},
      {1000, "here", true},
      {1000, "there", false},
  }));
  ProcessFilter filter = make({.names = {"make"}});
  filter.set_running(
      {.host = "here", .since = {1000, 0}, .all = {{.pid = 10, .ppid = 1, .path = "/usr/bin/make"}}});
  const auto event_at = [&](std::uint64_t seconds) {
    ProcessEvent event = event_of(10);
    event.time.seconds = seconds;
    event.process.host = host_number(row.node);
    return event;
  };
  CHECK(!follows(filter, event_at(0)));
  CHECK(follows(filter, event_at(row.seconds)) == row.followed);
  CHECK(follows(filter, event_at(6000)) == (row.node != "there"));
}

}  // namespace knox::event

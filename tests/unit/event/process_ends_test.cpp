#include "knox/event/process_ends.h"

#include <set>
#include <string>

#include "unit/catch.h"

namespace knox::event {

namespace {

Time at(std::uint64_t milliseconds) {
  return {milliseconds / 1000, static_cast<std::uint32_t>(milliseconds % 1000 * 1'000'000)};
}

ProcessEvent event(std::uint32_t pid, std::uint64_t when, ProcessAct act = ProcessAct::kOther) {
  ProcessEvent e;
  e.act = act;
  e.time = at(when);
  e.process.pid = pid;
  return e;
}

// What is told of ends, each as "pid status@time ".
struct Watch {
  explicit Watch(bool asks = false)
      : ends(
            [this](const ProcessRef& process, const ProcessEvent& end) {
              told += std::to_string(process.pid) + ' ' +
                      (end.exit_status ? std::to_string(*end.exit_status) : "-") + '@' +
                      std::to_string(milliseconds(end.time)) + ' ';
            },
            asks ? ProcessEnds::IsRunning([this](std::uint32_t pid) { return !gone.contains(pid); })
                 : ProcessEnds::IsRunning()) {}

  std::string told;
  std::set<std::uint32_t> gone;
  ProcessEnds ends;
};

}  // namespace

TEST_CASE("ends of processes: exits") {
  Watch w;
  w.ends.watch({.pid = 5}, at(1000));
  w.ends.watch({.pid = 6}, at(1000));
  ProcessEvent exit = event(5, 2000, ProcessAct::kExit);
  exit.exit_status = 3;
  w.ends.take(event(7, 1500, ProcessAct::kExit), at(1500));
  CHECK(w.told.empty());
  w.ends.take(exit, at(2000));
  CHECK(w.told == "5 3@2000 ");
  CHECK(!w.ends.empty());
  w.ends.take(event(6, 2001, ProcessAct::kExit), at(2001));
  CHECK(w.told == "5 3@2000 6 -@2001 ");
  CHECK(w.ends.empty());
}

TEST_CASE("ends of processes: an execution is none, whatever version it gives") {
  Watch w;
  w.ends.watch({.pid = 5, .version = 20}, at(1000));
  ProcessEvent exec = event(5, 1500, ProcessAct::kExec);
  exec.process.version = 20;
  exec.becomes = ProcessRef{.pid = 5, .version = 21};
  w.ends.take(exec, at(1500));
  CHECK(w.told.empty());
  ProcessEvent exit = event(5, 2000, ProcessAct::kExit);
  exit.process.version = 21;
  exit.exit_status = 3;
  w.ends.take(exit, at(2000));
  CHECK(w.told == "5 3@2000 ");
}

TEST_CASE("ends of processes: a pid that is another's") {
  Watch w;
  w.ends.watch({.pid = 5}, at(1000));
  ProcessEvent fork = event(9, 1500, ProcessAct::kFork);
  fork.child = ProcessRef{.pid = 5};
  w.ends.take(fork, at(1500));  // its own, told late
  CHECK(w.told.empty());
  fork.time = at(9000);
  w.ends.take(fork, at(9000));
  CHECK(w.told == "5 -@9000 ");
}

TEST_CASE("ends of processes: what the system says counts when the source is past it") {
  Watch w(true);
  w.ends.watch({.pid = 5}, at(1000));
  w.ends.take(event(9, 1000), at(2000));
  w.gone = {5};
  w.ends.take(event(9, 1900), at(2900));  // asked less than a second ago
  w.ends.take(event(9, 2000), at(3000));  // found gone
  w.ends.take(event(9, 4000), at(4000));
  CHECK(w.told.empty());
  SECTION("its exit was on its way") {
    ProcessEvent exit = event(5, 4000, ProcessAct::kExit);
    exit.exit_status = 1;
    w.ends.take(exit, at(5000));
    CHECK(w.told == "5 1@4000 ");
  }
  SECTION("it was not") {
    w.ends.take(event(9, 4001), at(5000));
    CHECK(w.told == "5 -@3000 ");
  }
}

TEST_CASE("ends of processes: the system is asked in silence") {
  Watch w(true);
  w.ends.watch({.pid = 5}, at(1000));
  w.gone = {5};
  w.ends.silence(400, at(2000));
  CHECK(w.told.empty());
  w.ends.silence(500, at(2100));
  CHECK(w.told == "5 -@2100 ");
  CHECK(w.ends.empty());

  Watch recorded;
  recorded.gone = {5};
  recorded.ends.watch({.pid = 5}, at(1000));
  recorded.ends.silence(5000, at(9000));
  recorded.ends.take(event(9, 9000), at(9000));
  CHECK(recorded.told.empty());
}

}  // namespace knox::event

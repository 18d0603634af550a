#include "knox/tree/history.h"

#include <string>
#include <vector>

#include "knox/tree/forest.h"
#include "knox/tree/words.h"
#include "support/process_story.h"
#include "unit/catch.h"

namespace knox::tree {

using event::Action;
using test::at;
using test::find;
using test::tell;
using test::tell_build;
using test::Told;

TEST_CASE("history: a process from its fork to its exit") {
  History history({});
  tell(history, Told(10, 1000).of(1));
  tell(history, Told(10, 2000).forks(11));
  tell(history, Told(11, 2010).of(10).execs({"ls", "-l"}));
  tell(history, Told(11, 2050).exits(3));
  const Process* const child = find(history, 11);
  REQUIRE(child != nullptr);
  CHECK(child->began == Began::kForked);
  CHECK(child->start == at(2000));
  CHECK(child->end == at(2050));
  CHECK(child->exit_status == 3U);
  CHECK(child->parent_pid == 10);
  CHECK(title(*child) == "ls -l");
  const Process* const maker = find(history, 10);
  CHECK(maker->began == Began::kUnknown);
  CHECK(maker->ended == Ended::kNever);
  CHECK(history.parent_of(*child) != kNobody);
  REQUIRE(find(history, 1) != nullptr);
  CHECK(!find(history, 1)->is_heard_of());
}

TEST_CASE("history: what a child does before its fork is told is its own") {
  History history({});
  tell(history, Told(10, 900));
  tell(history, Told(11, 1000).execs({"cc"}));
  tell(history, Told(11, 1040).exits(0));
  tell(history, Told(10, 1045).forks(11));  // vfork returns when the child has gone
  REQUIRE(history.processes().size() == 2);
  const Process* const child = find(history, 11);
  CHECK(child->began == Began::kForked);
  CHECK(child->start == at(1000));
  CHECK(child->ended == Ended::kExited);
  CHECK(child->parent_pid == 10);
}

TEST_CASE("history: a pid that is used again is another process") {
  History history({});
  tell(history, Told(10, 1000).forks(11));
  tell(history, Told(11, 1010).execs({"first"}));
  tell(history, Told(11, 1020).exits(0));
  tell(history, Told(10, 60'000).forks(11));
  tell(history, Told(11, 60'010).execs({"second"}));
  CHECK(history.processes().size() == 3);
  CHECK(title(*find(history, 11)) == "second");
  CHECK(find(history, 11)->start == at(60'000));

  // One that nobody told the end of.
  tell(history, Told(10, 90'000).forks(11));
  CHECK(history.processes().size() == 4);
  CHECK(history.processes()[2].ended == Ended::kReplaced);
}

TEST_CASE("history: a thread of old kernels is its process, until its number is that of a process") {
  History history({});
  const auto thread = [](std::uint64_t when, std::string_view number) {
    Told told = Told(10, when, Action::kCreatedThread).of(1);
    told.event.object.name = number;
    return told;
  };
  tell(history, thread(1000, "12"));
  tell(history, Told(12, 1010, Action::kConnectionAttempted).of(1));
  CHECK(history.processes().size() == 2);  // 10 and 1
  CHECK(find(history, 10)->threads == 1);
  CHECK(find(history, 12) == nullptr);

  tell(history, Told(12, 1020).of(7));  // of another parent: the number is used again
  REQUIRE(find(history, 12) != nullptr);
  CHECK(find(history, 12)->parent_pid == 7);

  tell(history, thread(1030, "13"));
  tell(history, Told(10, 1040).of(1).forks(13));
  tell(history, Told(13, 1050).of(10).execs({"ls"}));
  CHECK(title(*find(history, 13)) == "ls");

  for (const std::string_view odd : {"", "x", "1x", "99999999999"}) tell(history, thread(1060, odd));
  CHECK(find(history, 10)->threads == 6);
}

TEST_CASE("history: a child made with CLONE_PARENT is its maker's sibling") {
  History history({});
  tell(history, Told(10, 1000).of(1));
  Told clone = Told(10, 1010).of(1).forks(11);
  clone.act.child_is_sibling = true;
  tell(history, clone);
  CHECK(find(history, 11)->parent_pid == 1);
  CHECK(find(history, 11)->began == Began::kForked);
}

TEST_CASE("history: versions tell processes of one pid apart") {
  History history({});
  tell(history, Told(10, 1000).version(1));
  tell(history, Told(10, 1001).version(2));
  CHECK(history.processes().size() == 2);
  Told exec = Told(10, 1002).version(2).execs({"ls"});
  exec.act.becomes = event::ProcessRef{.pid = 10, .version = 3};
  tell(history, exec);
  tell(history, Told(10, 1003).version(3));
  CHECK(history.processes().size() == 2);
}

TEST_CASE("history: a spawn's execution is the child's") {
  History history({});
  tell(history, Told(10, 1000).spawns(11, {"/bin/ls"}));
  CHECK(find(history, 10)->executions.empty());
  CHECK(title(*find(history, 11)) == "/bin/ls");
  CHECK(find(history, 11)->start == at(1000));
}

TEST_CASE("history: without a fork it begins with its execution") {
  History history({});
  tell(history, Told(11, 1000).execs({"ls"}));
  CHECK(find(history, 11)->began == Began::kExecuted);
  tell(history, Told(12, 1000));
  tell(history, Told(12, 1500).execs({"ls"}));
  CHECK(find(history, 12)->began == Began::kUnknown);
}

TEST_CASE("history: a thread is no process") {
  History history({});
  tell(history, Told(10, 1000, Action::kCreatedThread));
  tell(history, Told(10, 1001).forks(20, Action::kCreatedProcessOrThread));
  tell(history, Told(10, 1002).forks(21, Action::kCreatedProcessOrThread));
  tell(history, Told(21, 1003).execs({"ls"}));
  CHECK(find(history, 10)->threads == 1);
  CHECK(find(history, 10)->maybe_threads == 1);
  const Forest forest(history, Forest::Keep::kAll);
  REQUIRE(forest.rows().size() == 2);
  CHECK(forest.rows()[1].process->pid == 21);
}

TEST_CASE("history: a signal, and what was done") {
  History history({});
  tell_build(history);
  CHECK(ending(*find(history, 1505)) == "SIGSEGV");
  const Process& cc = *find(history, 1502);
  CHECK(cc.done[static_cast<std::size_t>(Deed::kFail)] == 2);
  REQUIRE(cc.deeds.size() == 2);
  CHECK(cc.deeds[0].what == "hello.o");
  CHECK(cc.deeds[1].what == "ENOENT open");
  CHECK(cc.deeds[1].more == "/usr/include/x.h");
  CHECK(cc.deeds[1].count == 2);
  CHECK(find(history, 1505)->deeds[0].what == "192.0.2.80:443");
}

TEST_CASE("history: no process descends from itself") {
  History history({});
  tell(history, Told(10, 1000).of(11));
  tell(history, Told(11, 1001).of(10));
  tell(history, Told(12, 1002).of(12));
  tell(history, Told(13, 1003).forks(13));
  CHECK(Forest(history, Forest::Keep::kAll).rows().size() == 4);
}

TEST_CASE("history: memory is bounded, and what is left out counted") {
  History history({.max_processes = 100, .max_deeds = 3});
  for (std::uint32_t pid = 2; pid < 5000; ++pid) {
    tell(history, Told(pid, pid * 10ULL).of(pid % 7 == 0 ? 1 : pid - 1).execs({"x"}));
    tell(history, Told(pid, pid * 10ULL, Action::kDeletion).file("/tmp/" + std::to_string(pid % 5)));
  }
  std::size_t count = 0;
  for (const Process& process : history.processes()) count += process.number != 0 ? 1 : 0;
  CHECK(count <= 100);
  CHECK(history.left_out() + count == 4999);
  CHECK(Forest(history, Forest::Keep::kAll).rows().size() <= count);
  for (int i = 0; i < 20; ++i) {
    tell(history, Told(4999, 50'000, Action::kDeletion).file("/tmp/x" + std::to_string(i)));
  }
  CHECK(find(history, 4999)->deeds.size() == 3);
  CHECK(not_kept(*find(history, 4999), Deed::kDelete) == 18);
}

TEST_CASE("history: processes are handed out when they have ended") {
  std::vector<std::uint32_t> ended;
  History history({.on_end = [&](const Process& process) { ended.push_back(process.pid); }});
  tell_build(history);
  CHECK(ended.empty());
  tell(history, Told(1500, 1'700'000'060'000));
  CHECK(ended == std::vector<std::uint32_t>{1502, 1505, 1501});
  history.finish();
  CHECK(ended == std::vector<std::uint32_t>{1502, 1505, 1501, 1500, 1490});
}

TEST_CASE("history: what may be a thread is not handed out") {
  std::vector<std::uint32_t> ended;
  History history(
      {.max_processes = 16, .on_end = [&](const Process& process) { ended.push_back(process.pid); }});
  for (std::uint32_t i = 0; i < 50; ++i) {
    tell(history, Told(10, 1000 + i).forks(100 + i, Action::kCreatedProcessOrThread));
  }
  history.finish();
  CHECK(ended == std::vector<std::uint32_t>{10});
}

TEST_CASE("forest: what is asked for and its ancestors") {
  History history({.commands = {"make"}});
  tell_build(history);
  tell(history, Told(1500, 1'700'000'000'200).forks(1700));
  const auto pids = [](const Forest& forest) {
    std::string text;
    for (const Row& row : forest.rows()) text += std::to_string(row.process->pid) + ' ';
    return text;
  };
  CHECK(pids(Forest(history, Forest::Keep::kAll)) == "1500 1501 1502 1505 1700 ");
  CHECK(pids(Forest(history, Forest::Keep::kWanted)) == "1500 1501 1502 1505 ");

  History by_path({});
  tell(by_path, Told(10, 1000).forks(11), false);
  tell(by_path, Told(11, 1001).forks(12), false);
  tell(by_path, Told(11, 1002).forks(13), false);
  tell(by_path, Told(12, 1003, Action::kDeletion).file("/etc/hosts"));
  const Forest forest(by_path, Forest::Keep::kSelected);
  CHECK(pids(forest) == "10 11 12 ");
  CHECK(forest.rows()[1].is_shown_for_others);
  CHECK(!forest.rows()[2].is_shown_for_others);
  CHECK(forest.rows()[2].is_last);
}

TEST_CASE("forest: a chain as long as there are processes") {
  History history({});
  for (std::uint32_t pid = 1; pid < 20'000; ++pid) tell(history, Told(pid, pid).forks(pid + 1));
  CHECK(Forest(history, Forest::Keep::kAll).rows().back().depth == 19'999);
}

}  // namespace knox::tree

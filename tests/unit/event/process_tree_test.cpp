#include "knox/event/process_tree.h"

#include <string>
#include <vector>

#include "knox/event/recent_records.h"
#include "unit/catch.h"

namespace knox::event {

namespace {

using Root = ProcessTree::Root;
using Taken = ProcessTree::Taken;

Time at(std::uint64_t milliseconds) {
  return {milliseconds / 1000, static_cast<std::uint32_t>(milliseconds % 1000 * 1'000'000)};
}

// Something that process `pid` does at some time, in milliseconds.
struct Did {
  ProcessEvent event;

  Did(std::uint32_t pid, std::uint64_t when) {
    event.process.pid = pid;
    event.time = at(when);
  }
  Did& of(std::uint32_t parent) {
    event.parent = ProcessRef{.pid = parent};
    return *this;
  }
  Did& version(std::uint32_t version) {
    event.process.version = version;
    return *this;
  }
  Did& becomes(std::uint32_t version) {
    event.act = ProcessAct::kExec;
    event.becomes = ProcessRef{.pid = event.process.pid, .version = version};
    return *this;
  }
  Did& forks(std::uint32_t child) {
    event.act = ProcessAct::kFork;
    event.child = ProcessRef{.pid = child};
    return *this;
  }
  Did& spawns(std::uint32_t child) {
    forks(child);
    event.act = ProcessAct::kExec;
    return *this;
  }
  Did& exits() {
    event.act = ProcessAct::kExit;
    return *this;
  }
};

bool take(ProcessTree& tree, const Did& did, Root root = Root::kNone) {
  return tree.take(did.event, root).followed;
}

}  // namespace

TEST_CASE("process tree: a root, what it does, and its end") {
  ProcessTree tree;
  CHECK(!take(tree, Did(10, 1000)));
  CHECK(take(tree, Did(10, 1100), Root::kCommand));
  CHECK(take(tree, Did(10, 900'000)));
  CHECK(!take(tree, Did(11, 900'000)));
  CHECK(take(tree, Did(10, 900'100).exits()));
  CHECK(!tree.follows({.pid = 10}));
  CHECK(take(tree, Did(10, 900'200)));   // a record that is late
  CHECK(!take(tree, Did(10, 902'100)));  // another process
}

TEST_CASE("process tree: children by fork, spawn and parent, and theirs") {
  ProcessTree tree;
  tree.follow({.pid = 10});
  const Taken forked = tree.take(Did(10, 1000).forks(11).event, Root::kNone);
  CHECK(forked.followed);
  CHECK(forked.new_child);
  CHECK(take(tree, Did(11, 1001).spawns(12)));
  CHECK(take(tree, Did(13, 1002).of(12)));
  CHECK(take(tree, Did(13, 1003).forks(14)));
  for (const std::uint32_t pid : {10u, 11u, 12u, 13u, 14u}) CHECK(tree.follows({.pid = pid}));
  // They go on without the root, and with another parent.
  CHECK(take(tree, Did(10, 1004).exits()));
  CHECK(take(tree, Did(11, 9000).of(1)));
  CHECK(!take(tree, Did(15, 9000).of(10)));
}

TEST_CASE("process tree: without children") {
  ProcessTree tree(false);
  tree.follow({.pid = 10});
  CHECK(take(tree, Did(10, 1000).forks(11)));
  CHECK(!take(tree, Did(11, 1001)));
  CHECK(take(tree, Did(10, 1002).spawns(12)));
  CHECK(!take(tree, Did(12, 1003).of(10)));
  // But a root that is spawned is one.
  CHECK(take(tree, Did(7, 1004).spawns(13), Root::kCommand));
  CHECK(take(tree, Did(13, 1005)));
  CHECK(!take(tree, Did(7, 1006)));
}

TEST_CASE("process tree: what was spawned is the root, not who did it") {
  ProcessTree tree;
  const Taken taken = tree.take(Did(7, 1000).spawns(12).event, Root::kCommand);
  CHECK(taken.followed);
  CHECK(taken.new_child);
  CHECK(!tree.follows({.pid = 7}));
  CHECK(take(tree, Did(12, 1001)));
}

TEST_CASE("process tree: whoever did it is a root") {
  ProcessTree tree;
  CHECK(tree.take(Did(7, 1000).forks(8).event, Root::kProcess).new_child);
  CHECK(take(tree, Did(7, 1001)));
  CHECK(take(tree, Did(8, 1001)));
  CHECK(take(tree, Did(9, 1001).exits(), Root::kProcess));
  CHECK(!tree.follows({.pid = 9}));
}

TEST_CASE("process tree: a fork that is told after its child has run") {
  // What the child did before, whether its fork is that of a followed process, and what is followed then.
  ProcessTree tree;
  tree.follow({.pid = 10});
  // executed what makes it a root; then the fork is told, by one that is followed or not
  CHECK(take(tree, Did(11, 1000), Root::kCommand));
  CHECK(!tree.take(Did(10, 1001).forks(11).event, Root::kNone).new_child);
  CHECK(tree.follows({.pid = 11}));
  CHECK(take(tree, Did(12, 1000), Root::kCommand));
  CHECK(!take(tree, Did(99, 2999).forks(12)));
  CHECK(tree.follows({.pid = 12}));
  // even ended
  CHECK(take(tree, Did(13, 1000), Root::kCommand));
  CHECK(take(tree, Did(13, 1010).exits()));
  CHECK(!tree.take(Did(10, 1011).forks(13).event, Root::kNone).new_child);
  CHECK(!tree.follows({.pid = 13}));
  // Records may have the time at which a call began.
  CHECK(take(tree, Did(14, 1005), Root::kCommand));
  CHECK(!tree.take(Did(10, 1000).forks(14).event, Root::kNone).new_child);
  CHECK(tree.follows({.pid = 14}));
}

TEST_CASE("process tree: pids that are used again") {
  ProcessTree tree;
  tree.follow({.pid = 10});
  tree.follow({.pid = 11}, at(1000));
  // No exit of 11 was told. A fork of somebody else makes it another's.
  CHECK(!take(tree, Did(99, 3001).forks(11)));
  CHECK(!tree.follows({.pid = 11}));
  CHECK(!take(tree, Did(11, 3002)));
  // A fork of a followed process makes it a new one of ours.
  CHECK(tree.take(Did(10, 9000).forks(11).event, Root::kNone).new_child);
  CHECK(take(tree, Did(11, 9001)));
  CHECK(tree.take(Did(10, 99'000).forks(11).event, Root::kNone).new_child);
  // What ran before everything is replaced by any fork.
  tree.follow({.pid = 12});
  CHECK(!take(tree, Did(99, 1).forks(12)));
  CHECK(tree.follows({.pid = 12}));  // in the first two seconds of all time
  CHECK(!take(tree, Did(99, 2001).forks(12)));
  CHECK(!tree.follows({.pid = 12}));
  // So does a spawn.
  tree.follow({.pid = 13});
  CHECK(!take(tree, Did(99, 5000).spawns(13)));
  CHECK(!tree.follows({.pid = 13}));
}

TEST_CASE("process tree: pids that are used again where no exit is ever told") {
  ProcessTree tree;
  const auto executes = [&](std::uint32_t pid, std::uint32_t parent, Root root = Root::kNone) {
    Did did = Did(pid, 1000).of(parent);
    did.event.act = ProcessAct::kExec;
    return take(tree, did, root);
  };
  CHECK(executes(10, 5, Root::kCommand));
  CHECK(executes(11, 10));
  CHECK(executes(11, 10));
  CHECK(take(tree, Did(11, 1001).of(1)));  // an orphan
  CHECK(!executes(11, 5));
  CHECK(!take(tree, Did(11, 1002).of(5)));
  CHECK(executes(12, 10));
  CHECK(!executes(12, 1));  // a service
  CHECK(executes(13, 10));
  CHECK(!take(tree, Did(13, 1003).of(6)));
  CHECK(executes(13, 10));  // again, and ours
  CHECK(!executes(10, 6));
  CHECK(!executes(14, 10));
  CHECK(executes(10, 6, Root::kCommand));

  // Where exits are told, another parent means that the first has gone.
  CHECK(executes(15, 10));
  CHECK(!take(tree, Did(99, 1004).exits()));
  CHECK(executes(15, 7));
  CHECK(take(tree, Did(15, 1005).of(8)));
}

TEST_CASE("process tree: an execution changes nothing") {
  ProcessTree tree;
  tree.follow({.pid = 10});
  Did execs(10, 1000);
  execs.event.act = ProcessAct::kExec;
  CHECK(take(tree, execs));
  CHECK(take(tree, Did(10, 1001)));
}

TEST_CASE("process tree: versions") {
  ProcessTree tree;
  CHECK(take(tree, Did(10, 1000).version(5), Root::kProcess));
  CHECK(take(tree, Did(10, 1001).version(5)));
  CHECK(take(tree, Did(10, 1002)));  // not told
  CHECK(!take(tree, Did(10, 1003).version(6)));
  CHECK(take(tree, Did(10, 1004).version(5).becomes(6)));
  CHECK(!take(tree, Did(10, 1005).version(5)));
  CHECK(take(tree, Did(10, 1006).version(6)));
  // One that was named without a version gets it from its first record.
  tree.follow({.pid = 11});
  CHECK(take(tree, Did(11, 1000).version(8)));
  CHECK(!take(tree, Did(11, 1001).version(9)));
  // A root of another version takes the entry over.
  CHECK(take(tree, Did(11, 1002).version(9), Root::kCommand));
  CHECK(!take(tree, Did(11, 1003).version(8)));
}

TEST_CASE("process tree: the same pid on two hosts") {
  ProcessTree tree;
  tree.follow({.pid = 10, .host = 1});
  CHECK(tree.follows({.pid = 10, .host = 1}));
  CHECK(!tree.follows({.pid = 10, .host = 2}));
  Did other(10, 1000);
  other.event.process.host = 2;
  CHECK(!take(tree, other.exits()));
  CHECK(tree.follows({.pid = 10, .host = 1}));
}

TEST_CASE("process tree: memory is bounded, and the silent ones go first") {
  constexpr std::uint32_t kMost = 100;
  ProcessTree tree(true, kMost);
  tree.follow({.pid = 1});
  for (std::uint32_t pid = 2; pid < 10'000; ++pid) {
    REQUIRE(take(tree, Did(1, pid).forks(pid)));
    REQUIRE(tree.size() <= kMost);
  }
  CHECK(tree.follows({.pid = 1}));
  for (std::uint32_t pid = 2; pid < 10'000; ++pid) REQUIRE(tree.follows({.pid = pid}) == (pid > 9'900));
  ProcessTree smallest(true, 1);
  smallest.follow({.pid = 1});
  smallest.follow({.pid = 2});
  CHECK(!smallest.follows({.pid = 1}));
  CHECK(smallest.follows({.pid = 2}));
}

// ---- what a child did before it was known

namespace {

struct Given {
  std::vector<std::string> records;
  bool has_ended = false;
};

Given give(RecentRecords& recent, std::uint32_t pid, std::uint64_t now) {
  Given given;
  given.has_ended =
      recent.take({.pid = pid}, at(now), [&](std::string_view bytes) { given.records.emplace_back(bytes); });
  return given;
}

}  // namespace

TEST_CASE("recent records: those of one process, in their order, once") {
  RecentRecords recent;
  recent.add(Did(5, 1000).event, "a");
  recent.add(Did(6, 1001).event, "b");
  recent.add(Did(5, 1002).event, "c");
  recent.add(Did(5, 1003).event, {});
  const Given given = give(recent, 5, 1004);
  CHECK(given.records == std::vector<std::string>{"a", "c"});
  CHECK(!given.has_ended);
  CHECK(give(recent, 5, 1004).records.empty());
  CHECK(give(recent, 6, 1004).records == std::vector<std::string>{"b"});
}

TEST_CASE("recent records: nothing that is too old, and nothing of an earlier process of that pid") {
  RecentRecords recent;
  recent.add(Did(5, 1000).event, "old");
  recent.add(Did(5, 2000).event, "late");
  CHECK(give(recent, 5, 3000).records == std::vector<std::string>{"late"});
  recent.add(Did(5, 3000).event, "another's");
  recent.add(Did(5, 3001).exits().event, "its end");
  recent.add(Did(5, 3002).event, "mine");
  CHECK(give(recent, 5, 3003).records == std::vector<std::string>{"mine"});
  recent.add(Did(6, 3004).event, "all");
  recent.add(Did(6, 3005).exits().event, "of it");
  const Given ended = give(recent, 6, 3006);
  CHECK(ended.records == std::vector<std::string>{"all", "of it"});
  CHECK(ended.has_ended);
}

TEST_CASE("recent records: memory is fixed") {
  RecentRecords recent;
  std::size_t i = 0;
  for (; i < 100'000; ++i) {
    const std::string bytes(1 + i * 7919 % 3000, static_cast<char>('a' + i % 26));
    recent.add(Did(5, 1000).event, bytes);
  }
  std::size_t size = 0;
  const Given given = give(recent, 5, 1000);
  for (const std::string& bytes : given.records) {
    REQUIRE(bytes.find_first_not_of(bytes.front()) == bytes.npos);
    size += bytes.size();
  }
  CHECK(size > RecentRecords::kBytes / 2);
  CHECK(size <= RecentRecords::kBytes);
  CHECK(given.records.back().front() == static_cast<char>('a' + (i - 1) % 26));
  recent.add(Did(5, 1000).event, std::string(RecentRecords::kBytes, 'x'));  // too large
  CHECK(give(recent, 5, 1000).records.empty());
  for (i = 0; i < 100'000; ++i) recent.add(Did(5, 1000).event, "x");
  CHECK(give(recent, 5, 1000).records.size() == RecentRecords::kRecords);
}

}  // namespace knox::event

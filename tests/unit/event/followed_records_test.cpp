#include "knox/event/followed_records.h"

#include "support/exec.h"
#include "unit/catch.h"

namespace knox::event {

namespace {

using Whose = FollowedRecords::Whose;

// Of a source that names no parents, as BSM.
struct Story {
  explicit Story(const ProcessCriteria& criteria)
      : records(*ProcessFilter::make(criteria, names), criteria.children) {}

  Whose tell(ProcessEvent event, std::string_view bytes) {
    event.time = {1000, 0};
    const Whose whose = records.take(event, [&](std::string_view earlier) { told += earlier; });
    if (whose == Whose::kFollowed) told += bytes;
    if (whose == Whose::kUnknown) records.keep(event, bytes);
    return whose;
  }
  Whose act(std::uint32_t pid, std::string_view bytes) { return tell(event_of(pid), bytes); }
  Whose fork(std::uint32_t pid, std::uint32_t child, std::string_view bytes) {
    ProcessEvent event = event_of(pid);
    event.act = ProcessAct::kFork;
    event.child = ProcessRef{.pid = child};
    return tell(event, bytes);
  }
  Whose exec(std::uint32_t pid, std::string_view bytes, std::optional<bool> success = true) {
    Exec exec;
    exec.exec_path = "/bin/sh";
    exec.success = success;
    ProcessEvent event = event_of(pid);
    event.act = ProcessAct::kExec;
    event.exec = &exec;
    return tell(event, bytes);
  }
  static ProcessEvent event_of(std::uint32_t pid) {
    ProcessEvent event;
    event.process.pid = pid;
    return event;
  }

  os::Names names = test::names();
  FollowedRecords records;
  std::string told;
};

}  // namespace

TEST_CASE("followed records: a command is followed from its own execution on") {
  Story story({.command = 10});
  CHECK(story.act(10, "a") == Whose::kUnknown);  // what the caller's child does before
  CHECK(story.exec(11, "b") == Whose::kUnknown);
  CHECK(story.exec(10, "c", false) == Whose::kUnknown);  // PATH is searched
  CHECK(story.exec(10, "d") == Whose::kFollowed);
  CHECK(story.act(10, "e") == Whose::kFollowed);
  CHECK(story.exec(10, "f", false) == Whose::kFollowed);
  CHECK(story.told == "def");
}

TEST_CASE("followed records: what a child did before its fork was told comes before that") {
  Story story({.command = 10});
  story.exec(10, "a");
  CHECK(story.exec(20, "b") == Whose::kUnknown);
  story.act(30, "x");
  CHECK(story.fork(10, 20, "c") == Whose::kFollowed);
  story.act(20, "d");
  story.act(30, "y");
  CHECK(story.told == "abcd");
}

TEST_CASE("followed records: without children") {
  Story story({.pids = {10}, .children = false});
  CHECK(story.act(20, "x") == Whose::kOthers);
  CHECK(story.fork(10, 20, "a") == Whose::kFollowed);
  CHECK(story.act(20, "y") == Whose::kOthers);
  CHECK(story.told == "a");
}

}  // namespace knox::event

#include "knox/event/lineage.h"

#include <string>

#include "support/exec.h"
#include "unit/catch.h"

namespace knox::event {

namespace {

Event event_of(Action action, std::uint64_t second, std::uint32_t pid) {
  Event event;
  event.time = {second, 0};
  event.action = action;
  event.success = true;
  event.process.pid = pid;
  return event;
}

Event fork(std::uint64_t second, std::uint32_t parent, std::uint32_t child) {
  Event event = event_of(Action::kFork, second, child);
  event.parent.pid = parent;
  return event;
}

std::string parent_name(const Processes& both) {
  return std::string(both.parent->name);
}

}  // namespace

TEST_CASE("lineage: a parent's program, from its own execution") {
  Lineage lineage;
  const test::Words words = {"sh", "-c", "x"};
  Event exec = event_of(Action::kExec, 100, 10);
  exec.process.executable = "/bin/sh";
  exec.process.args = words;
  exec.who.real.user = {1000, "alice"};
  const std::string entity(lineage.complete(exec).process->entity_id);
  CHECK(entity.size() == 16);
  CHECK(lineage.complete(fork(101, 10, 11)).process->entity_id != entity);
  const Event connect = event_of(Action::kConnectionAttempted, 102, 11);
  const Processes found = lineage.complete(connect);
  CHECK(found.parent->pid == 10u);
  CHECK(found.parent->name == "sh");
  CHECK(found.parent->executable == "/bin/sh");
  CHECK(found.parent->entity_id == entity);
  CHECK(found.parent->user.user.name == "alice");
  std::string args;
  for (const std::string_view arg : found.parent->args) args.append(arg).append(" ");
  CHECK(args == "sh -c x ");
  // The child runs what its parent does, until it executes something.
  lineage.complete(fork(103, 11, 12));
  const Event open = event_of(Action::kOpen, 104, 12);
  CHECK(parent_name(lineage.complete(open)) == "sh");
  CHECK(lineage.complete(open).process->name == "sh");
}

TEST_CASE("lineage: what was not seen is not told") {
  Lineage lineage;
  CHECK(!lineage.complete(event_of(Action::kOpen, 1, 10)).parent->known());
  CHECK(lineage.complete(event_of(Action::kOpen, 1, 10)).process->entity_id.empty());
  Event event = event_of(Action::kOpen, 1, 10);
  event.parent.pid = 9;
  const Processes found = lineage.complete(event);
  CHECK(found.parent->pid == 9u);
  CHECK(found.parent->name.empty());
  Event failed = event_of(Action::kExec, 2, 9);
  failed.process.executable = "/bin/no";
  failed.success = false;
  lineage.complete(failed);
  CHECK(parent_name(lineage.complete(event)).empty());
}

TEST_CASE("lineage: a pid means another process after an end, another session, a long silence") {
  const auto begin = [](Lineage& lineage) {
    Event exec = event_of(Action::kExec, 1000, 10);
    exec.process.executable = "/bin/sh";
    exec.who.session = 1;
    lineage.complete(exec);
  };
  Event child = event_of(Action::kOpen, 1001, 11);
  child.parent.pid = 10;
  {
    Lineage lineage;
    begin(lineage);
    CHECK(parent_name(lineage.complete(child)) == "sh");
    lineage.complete(event_of(Action::kEnd, 1002, 10));
    CHECK(parent_name(lineage.complete(child)).empty());
  }
  {
    Lineage lineage;
    begin(lineage);
    child.who.session = 2;
    CHECK(parent_name(lineage.complete(child)).empty());
    child.who.session = 1;
    CHECK(parent_name(lineage.complete(child)) == "sh");
  }
  {
    Lineage lineage;
    begin(lineage);
    child.time.seconds = 1601;
    CHECK(parent_name(lineage.complete(child)).empty());
    lineage.complete(event_of(Action::kEnd, 1602, 77));  // from now on ends are told, and 10 had none
    CHECK(parent_name(lineage.complete(child)) == "sh");
  }
}

TEST_CASE("lineage: hosts have pids of their own") {
  Lineage lineage;
  Event exec = event_of(Action::kExec, 1, 10);
  exec.process.executable = "/bin/sh";
  exec.host.name = "a";
  lineage.complete(exec);
  Event child = event_of(Action::kOpen, 1, 11);
  child.parent.pid = 10;
  child.host.name = "b";
  CHECK(parent_name(lineage.complete(child)).empty());
  child.host.name = "a";
  CHECK(parent_name(lineage.complete(child)) == "sh");
}

TEST_CASE("lineage: more processes than are kept") {
  Lineage lineage;
  for (std::uint32_t pid = 1; pid < 50'000; ++pid) lineage.complete(fork(1, 1, pid + 1));
  CHECK(!lineage.complete(event_of(Action::kOpen, 1, 50'000)).process->entity_id.empty());
  CHECK(lineage.complete(event_of(Action::kOpen, 1, 2)).process->entity_id.empty());
}

}  // namespace knox::event

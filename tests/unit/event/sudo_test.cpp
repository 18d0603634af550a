#include "knox/event/sudo.h"

#include <string>
#include <vector>

#include "support/exec.h"
#include "unit/catch.h"

namespace knox::event {

namespace {

Event asked() {
  Event event;
  event.action = Action::kRanCommand;
  event.who.audit = {501, "alice"};
  event.who.real.user = {501, "alice"};
  event.who.effective.user = {0, "root"};
  event.process.pid = 812;
  event.process.command_line = "ls -l /root";
  return event;
}

}  // namespace

TEST_CASE("a command of sudo is an execution") {
  os::Names names = test::names();
  SudoCommand sudo;
  Event event = asked();

  SECTION("one text is cut at its spaces, and says so") {
    const Exec* const exec = sudo.of(event, SudoEffective::kRunAs, names);
    REQUIRE(exec != nullptr);
    std::vector<std::string> told;
    for (const std::string_view word : exec->args) told.emplace_back(word);
    CHECK(told == std::vector<std::string>{"ls", "-l", "/root"});
    CHECK(exec->args_joined);
    CHECK(exec->run_by == "sudo");
  }
  SECTION("arguments stay what they are") {
    const test::Words args = {"ls", "a b"};
    event.process.args = args;
    const Exec* const exec = sudo.of(event, SudoEffective::kRunAs, names);
    REQUIRE(exec != nullptr);
    CHECK(exec->args.size() == 2);
    CHECK_FALSE(exec->args_joined);
  }
  SECTION("the effective user is whom it was to run as, or sudo's own") {
    const Exec as = *sudo.of(event, SudoEffective::kRunAs, names);
    CHECK(as.run_as == 0U);
    CHECK_FALSE(as.process.euid.has_value());
    const Exec own = *sudo.of(event, SudoEffective::kSudo, names);
    CHECK_FALSE(own.run_as.has_value());
    CHECK(own.process.euid == 0U);
    CHECK(own.process.ruid == 501U);
  }
  SECTION("nothing else is one") {
    event.process.command_line = {};
    CHECK(sudo.of(event, SudoEffective::kSudo, names) == nullptr);
    event = asked();
    event.action = Action::kExec;
    CHECK(sudo.of(event, SudoEffective::kSudo, names) == nullptr);
  }
}

}  // namespace knox::event

#include "knox/os/command.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "support/child.h"
#include "unit/catch.h"

namespace knox::os {

namespace {

// In a process of its own, as it changes what signals do.
template <class Ask>
bool holds(Ask ask) {
  return test::in_child([&] { return std::string(ask() ? "yes" : "no"); }) == "yes";
}

int status_of(const std::vector<std::string>& words) {
  const auto started = Command::start(words, false);
  return started ? (*started)->wait() : -1;
}
int shell(const std::string& script) {
  return status_of({"/bin/sh", "-c", script});
}

}  // namespace

TEST_CASE("a command: its status, and 128 and the signal") {
  CHECK(holds([] { return status_of({"true"}) == 0; }));
  CHECK(holds([] { return shell("exit 7") == 7; }));
  CHECK(holds([] { return shell("kill -TERM $$") == 128 + SIGTERM; }));
}

TEST_CASE("a command that cannot be") {
  CHECK(holds([] {
    const auto started = Command::start({"knox-no-such-program"}, false);
    return !started && started.error().status == 127 &&
           started.error().message == "knox-no-such-program: No such file or directory";
  }));
  CHECK(holds([] {
    const auto started = Command::start({"/dev/null"}, false);
    return !started && started.error().status == 126;
  }));
}

TEST_CASE("a command has the directory, the environment and the signals of its caller") {
  CHECK(holds([] {
    ::setenv("KNOX_TEST", "a b", 1);
    return ::chdir("/") == 0 && shell("test \"$KNOX_TEST\" = 'a b' && test \"$(pwd)\" = /") == 0;
  }));
  CHECK(holds([] {  // a tool ignores SIGPIPE
    ::signal(SIGPIPE, SIG_IGN);
    return shell("kill -PIPE $$; exit 0") == 128 + SIGPIPE;
  }));
  CHECK(holds([] {  // as nohup has it
    ::signal(SIGHUP, SIG_IGN);
    return shell("kill -HUP $$; exit 3") == 3;
  }));
}

TEST_CASE("a command: what it writes can go to standard error") {
  CHECK(holds([] {
    const int null = ::open("/dev/null", O_WRONLY);
    if (::dup2(null, STDERR_FILENO) < 0) return false;
    const auto started = Command::start({"/bin/sh", "-c", "test /proc/self/fd/1 -ef /proc/self/fd/2"}, true);
    return started && ((*started)->wait() == 0 || ::access("/proc/self/fd", F_OK) != 0);
  }));
}

TEST_CASE("a command: signals to the tool alone are passed on, and do not end it") {
  CHECK(holds([] {
    const auto started =
        Command::start({"/bin/sh", "-c", "trap 'exit 9' TERM; kill -TERM $PPID; sleep 5"}, false);
    return started && (*started)->wait() == 9;
  }));
}

TEST_CASE("a command: its end is told while its pid is still its own") {
  CHECK(holds([] {
    const auto started = Command::start({"/bin/sh", "-c", "exit 4"}, false);
    bool was_there = false;
    (*started)->watch([&] { was_there = ::kill((*started)->pid(), 0) == 0; });
    return (*started)->wait() == 4 && was_there && (*started)->wait() == 4;
  }));
}

}  // namespace knox::os

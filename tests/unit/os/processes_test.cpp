#include "knox/os/processes.h"

#include <fcntl.h>
#include <signal.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "knox/base/time_words.h"
#include "knox/event/exec.h"
#include "knox/os/processes_system.h"
#include "unit/catch.h"

namespace knox::os {

TEST_CASE("the system tells of the processes that run") {
  const os::RunningProcesses running = os::running_processes();
  const std::vector<os::RunningProcess>& processes = running.all;
  CHECK(running.since <= HostClock::read().now);
  CHECK(running.since.seconds + 60 > HostClock::read().now.seconds);
  const auto self =
      std::ranges::find(processes, static_cast<std::uint32_t>(::getpid()), &os::RunningProcess::pid);
  REQUIRE(self != processes.end());
  CHECK(self->ppid == static_cast<std::uint32_t>(::getppid()));
  CHECK(os::is_running(self->pid));
  CHECK(os::is_running(1));
  CHECK(!os::is_running(0x7ffffff0));
  CHECK(self->ruid == ::getuid());
  CHECK(self->euid == ::geteuid());
  CHECK(event::base_name(self->path) == "unit_tests");
  const event::StringList args(self->args, 0);
  REQUIRE(!args.empty());
  CHECK(event::base_name(args.front()) == "unit_tests");
}

#ifdef __linux__

namespace {

namespace fs = std::filesystem;

// A directory that goes away again.
struct Directory {
  Directory() {
    std::string name = (fs::temp_directory_path() / "knox-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Directory() { fs::remove_all(path); }
  fs::path path;
};

// A process that executes a file, with another name for an argv[0], until this ends.
class Child {
 public:
  explicit Child(const std::string& file) {
    std::array<int, 2> executed{};
    REQUIRE(::pipe2(executed.data(), O_CLOEXEC) == 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::execl(file.c_str(), "another", "60", nullptr);
      ::_exit(127);
    }
    ::close(executed[1]);
    char byte = 0;
    CHECK(::read(executed[0], &byte, 1) == 0);  // its end was closed when it executed the file
    ::close(executed[0]);
  }
  ~Child() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }

  RunningProcess found() const {
    const RunningProcesses running = running_processes();
    const auto at = std::ranges::find(running.all, static_cast<std::uint32_t>(pid_), &RunningProcess::pid);
    REQUIRE(at != running.all.end());
    return *at;
  }

 private:
  pid_t pid_;
};

}  // namespace

TEST_CASE("a script that runs is known by its own name, however long") {
  const Directory directory;
  for (const char* const name : {"short", "fifteen-bytes-x", "a name of more than fifteen bytes.sh"}) {
    const fs::path script = directory.path / name;
    std::ofstream(script) << "#!/bin/sh\nkill -STOP $$\n";
    fs::permissions(script, fs::perms::owner_all);
    const RunningProcess process = Child(script).found();
    CHECK(process.script == script.string());
    CHECK(process.path != script.string());
  }
}

TEST_CASE("a process that has ended, and nobody has waited for, has its name left") {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) ::_exit(0);
  siginfo_t ended = {};
  REQUIRE(::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT) == 0);
  const RunningProcesses running = running_processes();
  ::waitpid(child, nullptr, 0);
  const auto at = std::ranges::find(running.all, static_cast<std::uint32_t>(child), &RunningProcess::pid);
  REQUIRE(at != running.all.end());
  CHECK(at->path == "unit_tests");
  CHECK(at->args.empty());
  CHECK(at->script.empty());
}

TEST_CASE("a file of a process that cannot be read is empty") {
  const Directory directory;
  CHECK(text_of((directory.path / "missing").string()).empty());
  CHECK(text_of(directory.path.string()).empty());  // opened, but read(2) fails, as when a process has ended
  CHECK(text_of("/proc/self/status").starts_with("Name:\tunit_tests\n"));
}

TEST_CASE("timers are not late, whatever this program was started with") {
  const int slack = ::prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0);
  REQUIRE(::prctl(PR_SET_TIMERSLACK, 1'000'000'000UL, 0, 0, 0) == 0);
  be_on_time();
  CHECK(::prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0) == 50'000);
  REQUIRE(::prctl(PR_SET_TIMERSLACK, static_cast<unsigned long>(slack), 0, 0, 0) == 0);
}

TEST_CASE("a program that runs keeps its path when its file is replaced") {
  const Directory directory;
  const fs::path program = directory.path / "program";
  fs::copy_file(fs::canonical("/bin/sleep"), program);
  const Child child(program);
  CHECK(child.found().path == program.string());
  CHECK(child.found().script.empty());
  fs::remove(program);
  CHECK(child.found().path == program.string());
}

#endif

}  // namespace knox::os

// strike MILLISECONDS ENDING COMMAND...: starts a command, and for so long does to it, to all its descendants
// and to everything called knox-guard what a user may try: signals, ptrace(2), limits, priority, processors,
// memory, descriptors. The command itself is spared, but for ENDING, "kill", "stop" or "wait", which is what
// is done to it at the end. Prints what has had an effect on a guard, each once.
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

std::string text_of(const std::string& path) {
  std::array<char, 512> text;
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return {};
  const ssize_t n = ::read(fd, text.data(), text.size());
  ::close(fd);
  return {text.data(), n > 0 ? static_cast<std::size_t>(n) : 0};
}

std::vector<pid_t> processes() {
  std::vector<pid_t> found;
  DIR* const directory = ::opendir("/proc");
  if (directory == nullptr) return found;
  while (const dirent* const entry = ::readdir(directory)) {
    const pid_t process = std::atoi(entry->d_name);
    if (process > 0) found.push_back(process);
  }
  ::closedir(directory);
  return found;
}

bool opens(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (fd >= 0) ::close(fd);
  return fd >= 0;
}

void strike(pid_t process, std::set<std::string>& effects) {
  const bool is_guard = text_of(fmt::format("/proc/{}/comm", process)) == "knox-guard\n";
  const auto note = [&](std::string_view what, bool done) {
    if (done && is_guard) effects.emplace(what);
  };
  const struct rlimit limit = {.rlim_cur = 0, .rlim_max = 0};
  cpu_set_t processors;
  CPU_ZERO(&processors);
  CPU_SET(0, &processors);
  const struct sched_param none = {};
  note("ptrace", ::ptrace(PTRACE_SEIZE, process, 0, 0) == 0);
  note("limits", ::prlimit(process, RLIMIT_CPU, &limit, nullptr) == 0);
  note("files", ::prlimit(process, RLIMIT_NOFILE, &limit, nullptr) == 0);
  note("processors", ::sched_setaffinity(process, sizeof processors, &processors) == 0);
  note("idle", ::sched_setscheduler(process, SCHED_IDLE, &none) == 0);
  note("priority", ::setpriority(PRIO_PROCESS, static_cast<id_t>(process), 19) == 0);
  note("memory", opens(fmt::format("/proc/{}/mem", process)));
  note("oom", opens(fmt::format("/proc/{}/oom_score_adj", process)));
  note("directory", ::open(fmt::format("/proc/{}/cwd/.", process).c_str(), O_RDONLY | O_CLOEXEC) >= 0);
  const int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, process, 0));
  for (int fd = 3; pidfd >= 0 && fd < 6; ++fd) {
    note("descriptors", ::syscall(SYS_pidfd_getfd, pidfd, fd, 0) >= 0);
  }
  if (pidfd >= 0) ::close(pidfd);
  for (const int signal : {SIGSTOP, SIGXCPU, SIGHUP, SIGALRM, SIGCONT, SIGKILL}) {
    note(fmt::format("signal {}", signal), ::kill(process, signal) == 0);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const auto end = Clock::now() + std::chrono::milliseconds(std::atol(argv[1]));
  const std::string_view ending = argv[2];
  const pid_t command = ::fork();
  if (command == 0) {
    ::prctl(PR_SET_TIMERSLACK, 1ul << 62, 0, 0, 0);  // timers a century late, as it were
    ::execvp(argv[3], argv + 3);
    ::_exit(127);
  }
  std::set<std::string> effects;
  const pid_t newest = command;  // what is older is none of it
  while (Clock::now() < end) {
    for (const pid_t process : processes()) {
      if (process > newest && process != ::getpid()) strike(process, effects);
    }
  }
  if (ending == "kill") ::kill(command, SIGKILL);
  if (ending == "stop") {
    ::kill(command, SIGSTOP);
    ::kill(command, SIGKILL);
  }
  int status = 0;
  ::waitpid(command, &status, 0);
  for (const std::string& effect : effects) fmt::print("{}\n", effect);
}

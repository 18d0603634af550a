#include "knox/os/command.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "knox/os/privileges.h"

extern char** environ;

namespace knox::os {

namespace {

constexpr std::array kPassedOn = {SIGINT, SIGQUIT, SIGTERM, SIGHUP};

std::atomic<pid_t> running = 0;  // a command that has not been waited for, so that its pid is nobody else's

// The terminal's own come from the kernel, and have reached the command as well.
void pass_on(int signal, siginfo_t* info, void*) {
  const int error = errno;
  const pid_t command = running;
  if (command > 0 && (info == nullptr || info->si_pid != 0 || info->si_code <= 0)) ::kill(command, signal);
  errno = error;
}

// What is ignored stays so: nohup(1), and what a shell runs in the background.
void handle_signals() {
  for (const int signal : kPassedOn) {
    struct sigaction action = {};
    if (::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN) continue;
    action = {};
    action.sa_sigaction = pass_on;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    ::sigaction(signal, &action, nullptr);
  }
}

// A handler is the child's, too, until it executes something.
void forget_handlers() {
  for (const int signal : kPassedOn) {
    struct sigaction action = {};
    if (::sigaction(signal, nullptr, &action) == 0 && action.sa_handler != SIG_IGN) ::signal(signal, SIG_DFL);
  }
  ::signal(SIGPIPE, SIG_DFL);  // which tools ignore
}

// All signals wait as long as this lives.
class Blocked {
 public:
  Blocked() {
    sigset_t all;
    sigfillset(&all);  // a macro on macOS
    ::sigprocmask(SIG_SETMASK, &all, &before_);
  }
  ~Blocked() { end(); }
  Blocked(const Blocked&) = delete;
  Blocked& operator=(const Blocked&) = delete;
  void end() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
};

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

// In the child. What is wrong goes into the pipe, which a successful execution closes.
[[noreturn]] void become(char* const* words, char** environment, bool output_to_errors, int trouble) {
  become_caller();
  if (output_to_errors) ::dup2(STDERR_FILENO, STDOUT_FILENO);
  environ = environment;  // also for the PATH that is searched
  ::execvp(words[0], words);
  const int error = errno;
  [[maybe_unused]] const ssize_t written = ::write(trouble, &error, sizeof error);
  ::_exit(127);
}

int read_trouble(int from) {
  int error = 0;
  ssize_t size = 0;
  do size = ::read(from, &error, sizeof error);
  while (size < 0 && errno == EINTR);
  return size == static_cast<ssize_t>(sizeof error) ? error : 0;
}

std::unexpected<Command::Failure> failure(std::string_view what, int error) {
  return std::unexpected(Command::Failure{.status = error == ENOENT ? 127 : 126,
                                          .message = std::string(what) + ": " + std::strerror(error)});
}

}  // namespace

std::expected<std::unique_ptr<Command>, Command::Failure> Command::start(
    const std::vector<std::string>& words, bool output_to_errors) {
  // All that takes memory is made before.
  std::vector<std::string> own_words = words, own_environment = caller_environment();
  std::vector<char*> argv = pointers_to(own_words), environment = pointers_to(own_environment);
  (void)sudo_caller();
  std::array<int, 2> trouble = {-1, -1};
  if (::pipe(trouble.data()) != 0) return failure("pipe", errno);
  for (const int end : trouble) ::fcntl(end, F_SETFD, FD_CLOEXEC);

  pid_t pid = 0;
  int error = 0;
  {
    Blocked blocked;
    handle_signals();
    pid = ::fork();
    error = errno;
    if (pid == 0) {
      forget_handlers();
      blocked.end();
      become(argv.data(), environment.data(), output_to_errors, trouble[1]);
    }
    running = pid;
  }
  ::close(trouble[1]);
  const int refused = pid < 0 ? error : read_trouble(trouble[0]);
  ::close(trouble[0]);
  if (pid < 0) return failure("fork", refused);
  std::unique_ptr<Command> started(new Command(pid));
  if (refused != 0) return failure(words.front(), refused);
  return started;
}

Command::~Command() {
  (void)wait();
}

// It stays a zombie, so that whoever is told of the end may still send signals.
void Command::watch(std::function<void()> on_end) {
  watcher_ = std::thread([pid = pid_, on_end = std::move(on_end)] {
    siginfo_t info = {};
    while (::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT) < 0 && errno == EINTR) continue;
    on_end();
  });
}

int Command::wait() {
  if (watcher_.joinable()) watcher_.join();
  if (status_ >= 0) return status_;
  siginfo_t info = {};
  while (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT) < 0 && errno == EINTR) continue;
  running = 0;
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
  status_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return status_;
}

}  // namespace knox::os

// Command: a program that a tool runs while it watches, as time(1) and strace(1) do. It is its caller's in
// all that counts, whatever rights the tool has or had (privileges.h): its ids and groups are those of the
// caller, of a setuid program the real ones, under sudo(8) those of SUDO_UID, and so are what sudo changes in
// the environment: HOME, USER, LOGNAME and SHELL. Everything else it has from the tool: the directory, the
// terminal and the process group, so that the keys of a terminal reach it.
//
// A signal of the terminal reaches the tool, too, and does nothing there while the command runs. What
// somebody sends to the tool alone is passed on to the command: SIGINT, SIGQUIT, SIGTERM and SIGHUP, as far
// as they are not ignored.
//
// Sources: execvp(3); sudo(8), COMMAND ENVIRONMENT; the statuses are those of env(1) and POSIX's shell.
#pragma once

#include <sys/types.h>

#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace knox::os {

class Command {
 public:
  struct Failure {
    int status = 0;       // 126: it cannot be executed; 127: there is no such program
    std::string message;  // why: "install.sh: Permission denied"
  };
  // Starts it, with the program's name first, which is looked for in PATH. `output_to_errors`: its standard
  // output is this program's standard error. One at a time; no other thread may run, since it forks. Rights
  // that are not the caller's must have been given up (drop_rights()), but for those of sudo.
  static std::expected<std::unique_ptr<Command>, Failure> start(const std::vector<std::string>& words,
                                                                bool output_to_errors);
  // Waits for its end, and for `on_end`.
  ~Command();
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  pid_t pid() const noexcept { return pid_; }

  // From now on `on_end` is called when it has ended, or at once, on a thread of its own. Once.
  void watch(std::function<void()> on_end);

  // Waits until it has ended. Its exit status, or 128 and the number of the signal that killed it.
  int wait();

 private:
  explicit Command(pid_t pid) noexcept : pid_(pid) {}

  pid_t pid_;
  int status_ = -1;  // not known yet
  std::thread watcher_;
};

}  // namespace knox::os

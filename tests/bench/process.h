// Starting the tools that are measured: found in the build directory, run with chosen standard input and
// output.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <string>
#include <vector>

namespace knox::bench {

// The path of a tool in `build` or where builds usually put it, empty if it is nowhere.
inline std::string find_tool(const std::string& build, const std::string& name) {
  for (const char* place : {"/", "/bin/", "/tools/", "/tests/", "/tests/bench/"}) {
    std::string path = build + place + name;
    if (access(path.c_str(), X_OK) == 0) return path;
  }
  return {};
}

// The two ends of a pipe, close-on-exec.
inline std::array<int, 2> open_pipe() {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) std::exit(2);
  for (const int end : ends) fcntl(end, F_SETFD, FD_CLOEXEC);
  return ends;
}

// Starts `command`, whose first word is a path, with `in` and `out` as its standard input and output. Other
// descriptors stay open in it unless they are marked close-on-exec.
inline pid_t start(const std::vector<std::string>& command, int in, int out) {
  const pid_t pid = fork();
  if (pid != 0) return pid;
  std::vector<char*> argv;
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  std::signal(SIGPIPE, SIG_DFL);
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  execv(argv[0], argv.data());
  _exit(127);
}

}  // namespace knox::bench

// Exec: one execution of a command, whatever told of it: a BSM record, a Linux Audit event, an Endpoint
// Security message. It borrows everything from what it was made of; whoever keeps a fact copies it. What the
// source does not know is absent. Every string is somebody else's bytes: printers escape them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>

#include "knox/base/time.h"
#include "knox/event/string_list.h"

namespace knox::event {

// The ids of a process, as far as they are known. An id that was never set is 4294967295 (-1).
struct ProcessIds {
  std::optional<std::uint32_t> auid, euid, egid, ruid, rgid, pid, session;
  bool operator==(const ProcessIds&) const = default;
};

struct Exec {
  Time time;
  int time_digits = 3;        // of the fraction, as recorded: 3 or 9
  std::string_view hostname;  // a name or an address

  StringList args;               // with the command's name first
  bool args_from_title = false;  // no more than what the process calls itself, and that may be cut
  bool args_joined = false;      // cut at the spaces of one text, so that there may be too many
  StringList env;

  std::string_view exec_path;  // of the file that was executed, resolved as far as the source does
  std::string_view script;     // the script, where exec_path is its interpreter
  std::string_view cwd;
  std::string_view tty;

  ProcessIds process;
  std::optional<ProcessIds> parent;
  std::optional<ProcessIds> responsible;
  std::optional<std::uint32_t> ppid;

  // Of a command that another program was asked to run: that program, "sudo", whose the ids of the process
  // are; and the user that it was to run as.
  std::string_view run_by;
  std::optional<std::uint32_t> run_as;

  std::optional<bool> success;  // absent: the source does not say
  std::string_view error;       // why it failed: ENOENT, or a number that has no name
  std::string_view error_text;  // the same in words, when known
};

// As every format shows it.
inline std::string_view shown_tty(const Exec& exec) noexcept {
  return exec.tty.empty() ? std::string_view("unknown") : exec.tty;
}

// "ls" of "/bin/ls"
constexpr std::string_view base_name(std::string_view path) noexcept {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

// Whether it is a program that a person runs to become or change somebody, as su, and no server that lets
// others in.
inline bool is_persons_program(std::string_view path) noexcept {
  constexpr std::string_view kPrograms[] = {"su",     "sudo",   "runuser", "doas",   "pkexec",
                                            "sg",     "newgrp", "newrole", "passwd", "polkit-agent-helper-1",
                                            "gpasswd"};
  return std::ranges::find(kPrograms, base_name(path)) != std::end(kPrograms);
}

// What people call the program: the base name of the executed file, or of argv[0] when that is not known.
// Empty when neither is.
inline std::string_view command_name(const Exec& exec) noexcept {
  if (!exec.exec_path.empty()) return base_name(exec.exec_path);
  return exec.args.empty() ? std::string_view() : base_name(exec.args.front());
}

}  // namespace knox::event

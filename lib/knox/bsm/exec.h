// Executions in BSM records. What each fact is made from:
//
//   args, env     exec_args and exec_env, or Solaris' cmd; present only if the audit policy has argv, arge
//   exec_path     the last path token: kernels record the path as it was given, then as it was resolved. Of
//                 posix_spawn(2) it may be another file's (ExecutedFile)
//   process       the subject: the one who calls execve(2) becomes the command. posix_spawn(2) makes a new
//                 process: if it tells the child's pid, that is the process's, with the ids of the subject,
//                 which the child inherits, and the subject is its parent. The kernels of macOS and FreeBSD
//                 take the ids when the call begins (audit_new()): those of a setuid program are the caller's
//   success       the return token; not known when the record ends before it
//   hostname      the address in a header_ex
//
// A record has no working directory and no terminal but its port and address, so cwd and tty stay empty. But
// knox itself writes more of executions on Linux (convert/linux_bsm.h), in texts: cwd=, tty=, node=, script=,
// ppid=, argc= where arguments are missing, exec_args=proctitle where they are not the real ones. No kernel
// writes texts beside an execution.
//
// Sources: the kernels' kaudit_to_bsm() (xnu, FreeBSD: audit_bsm.c), illumos' audit_event.c.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "knox/bsm/record.h"
#include "knox/event/exec.h"

namespace knox::bsm {

inline constexpr std::uint16_t kPosixSpawnEvent = 43190;

// Whether records of this event tell of an execution. None of these numbers depends on the platform.
constexpr bool is_exec(std::uint16_t event) noexcept {
  switch (event) {
    case 7:      // exec(2)
    case 23:     // execve(2)
    case 43131:  // __mac_execve(2)
    case 43144:  // fexecve(2)
    case kPosixSpawnEvent:
    case 43262:  // execveat(2)
      return true;
    default: return false;
  }
}

// The file that a record seems to say was executed.
struct ExecutedFile {
  std::string_view path = {};              // the last one
  std::optional<std::uint32_t> mode = {};  // from its attributes, if there are any
  std::string_view command = {};           // argv[0], if it is known
  std::optional<bool> success = {};        // nullopt: the record does not say

  // Whether it is that. Before posix_spawn(2) looks for the program it opens files for the child, and what is
  // recorded may be the path of the last of these: those that launchd starts have /dev/null or /dev/console,
  // and no attributes.
  bool is_told(std::uint16_t event) const;
};

class ExecDecoder {
 public:
  // The execution that a record tells of, also of what is left of a damaged one; nullptr when it is of
  // another event. Good until the next call, and as long as the record's bytes.
  const event::Exec* decode(const Record& record);

 private:
  void add_token(Kind kind, Bytes token);
  template <class Argument>
  void add_argument(Bytes token);
  void add_text(std::string_view text);
  void add_result(const ReturnFacts& result);
  std::string_view host_text(std::string_view address);

  event::Exec exec_;
  std::uint32_t child_ = 0;  // pid of what was spawned, 0: not told
  std::optional<std::uint32_t> mode_;
  std::array<char, 4> error_number_;
  std::string args_, env_;        // of a cmd token
  std::string host_, host_text_;  // the last address, and the same as text
};

}  // namespace knox::bsm

// Executions in Linux Audit events. What each fact is made from:
//
//   args           EXECVE. Where that record is missing and the call succeeded, PROCTITLE, which is no more
//                  than what the process calls itself, cut after 128 bytes: args_from_title
//   exec_path      exe of SYSCALL, which is the new program; where the call failed it is the one that called,
//                  and then the path is the first PATH as it was given, made absolute with CWD
//   script         the first PATH, where the arguments show that the program is its interpreter: the kernel
//                  writes #! lines out as /bin/sh script ...
//   cwd, hostname  CWD, node
//   process        pid, ses, auid, uid, euid, gid, egid of SYSCALL; tty, success and exit as well
//   parent         ppid; its other ids when it was seen to execute something in the same session before
//
// The environment is not in any record. A call is execve or execveat in the numbers of its architecture;
// where these are not known, an EXECVE record tells.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "knox/event/exec.h"
#include "knox/linux_audit/assembly/assembly.h"
#include "knox/linux_audit/names/syscalls.h"
#include "knox/linux_audit/record/event_paths.h"
#include "knox/linux_audit/record/exec_args.h"
#include "knox/linux_audit/record/record.h"
#include "knox/os/names.h"

namespace knox::linux_audit {

// The call that a SYSCALL record is about; kUnknown where its architecture or its number is not known.
Syscall call_of(const Line& syscall) noexcept;

// Whether a SYSCALL record tells of an execution.
enum class IsExec : std::uint8_t { kNo, kYes, kUnknown };
IsExec is_exec(const Line& syscall) noexcept;

class ExecDecoder {
 public:
  // `names` is told what names the ids of an execution have in its record, where it is of an ENRICHED log; it
  // stays the caller's and outlives the decoder.
  explicit ExecDecoder(os::Names* names = nullptr);
  ExecDecoder(const ExecDecoder&) = delete;
  ExecDecoder& operator=(const ExecDecoder&) = delete;
  ~ExecDecoder();  // what it has told borrows from it, and is forgotten

  // The execution that an event tells of; nullptr when it tells of something else. Good until the next call,
  // and as long as the event.
  const event::Exec* decode(const Event& event);

 private:
  struct Process {
    std::size_t node = 0;  // a hash of its name
    event::ProcessIds ids;
  };

  void add_call(const Line& line);
  void tell_names(const Line& line);
  void add_path(const Line& line);
  void add_title(const Line& line);
  void set_path();
  void set_error();
  void set_parent(std::string_view node);

  os::Names* names_;
  event::Exec exec_;
  Record record_;
  ExecArgs args_;
  std::int64_t exit_ = 0;
  EventPaths files_;
  std::string_view exe_;
  std::array<std::string_view, 3> paths_;  // of the first PATH records

  std::string exe_memory_, cwd_memory_, path_memory_[3], title_;
  std::array<char, 24> error_number_;
  std::vector<Process> processes_;  // the latest ones, at the places that their pids give
};

}  // namespace knox::linux_audit

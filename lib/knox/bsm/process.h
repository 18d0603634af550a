// What processes did, from BSM records. What each fact is made from:
//
//   process, ids   the subject. Records without one tell of no process
//   fork           fork, vfork, fork1, rfork and pdfork that succeeded. The child's pid is the argument
//                  "child PID", or else what the call returned; none: no process was made
//   exec           what exec.h reads. posix_spawn makes a child, which is the argument "child PID", too
//   exit           exit; its status is that of the exit token, or Solaris' argument "exit status"
//
// A process that is killed by a signal leaves no record. There is no parent in a record, and no version. But
// knox itself writes records of Linux events (convert/linux_bsm.h), and these have more: clone3 makes a
// child, ANOM_ABEND is an exit by a signal, and texts behind the subject, ppid= and node=, tell parent and
// host.
//
// Sources: the kernels' kaudit_to_bsm() (xnu, FreeBSD: audit_bsm.c) and exit1(), illumos' audit_event.c.
#pragma once

#include "knox/bsm/exec.h"
#include "knox/event/process.h"

namespace knox::bsm {

// What records of this event tell, if the calls succeeded. The numbers mean the same on all platforms.
constexpr event::ProcessAct process_act(std::uint16_t event) noexcept {
  switch (event) {
    case 1:
    case 44687:  // a process of Linux ended abnormally
      return event::ProcessAct::kExit;
    case 2:      // fork(2)
    case 25:     // vfork(2)
    case 241:    // fork1(2)
    case 43043:  // rfork(2)
    case 43197:  // pdfork(2)
    case 44023:  // clone3(2) of Linux
      return event::ProcessAct::kFork;
    default: return is_exec(event) ? event::ProcessAct::kExec : event::ProcessAct::kOther;
  }
}

class ProcessDecoder {
 public:
  // What a record tells, also what is left of a damaged one; nullptr: it has no subject. Good until the next
  // call, and as long as the record's bytes.
  const event::ProcessEvent* decode(const Record& record);

 private:
  void add_texts(const Record& record);
  void add_fork(const Record& record);
  void add_exec(const Record& record);
  void add_exit(const Record& record);

  event::ProcessEvent event_;
  ExecDecoder exec_;
};

}  // namespace knox::bsm

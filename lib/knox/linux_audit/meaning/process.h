// What processes did, from Linux Audit events. What each fact is made from:
//
//   process   pid of SYSCALL, which is that of the whole process for all of its threads; where there is no
//   such
//             record, pid of the first record that has one. An event without any tells of no process
//   parent    ppid: a process may be known as somebody's child although its fork was not recorded
//   host      node
//   fork      fork, vfork, clone and clone3 that succeeded; what they returned is the child. A clone that
//   makes
//             a thread, as its flags say, is none; the flags of a clone3 are in no record, and if it made a
//             thread, then its child is a number that no process has
//   exec      what exec.h reads
//   exit      exit_group, with its argument as the status; and ANOM_ABEND, with the signal that killed the
//             process and dumped its core. A killed process without a core leaves no record. The call exit
//             ends one thread, and a process goes on with others: it ends none here
//
// In a container what a call returns is a pid of its own namespace, while records have those of the host.
//
// Sources: the kernel's audit_log_task_info(), audit_core_dumps(), audit_free().
#pragma once

#include <optional>

#include "knox/event/process.h"
#include "knox/linux_audit/meaning/exec.h"

namespace knox::linux_audit {

// Whether a SYSCALL record may tell of a beginning or an end of a process, or of an execution.
bool may_be_process_act(const Line& syscall) noexcept;

class ProcessDecoder {
 public:
  // `names` is told what names the ids of a process have in its record, as by ExecDecoder.
  explicit ProcessDecoder(os::Names* names = nullptr) : names_(names), exec_(names) {}

  // What an event tells; nullptr: it has no pid. Good until the next call, and as long as the event.
  const event::ProcessEvent* decode(const Event& event);

 private:
  bool add_who(const Line& line);
  void add_call(const Line& call, const Event& event);
  void add_fork(bool is_clone);
  void add_exec(const Event& event);
  void add_abend();

  os::Names* names_;
  event::ProcessEvent event_;
  Record record_;
  ExecDecoder exec_;
};

}  // namespace knox::linux_audit

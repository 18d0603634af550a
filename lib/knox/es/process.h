// What processes did, from Endpoint Security messages. What each fact is made from:
//
//   process, ids   process.audit_token: with pidversion, so no two processes are ever taken for one
//   parent         parent_audit_token, or ppid
//   fork           child
//   exec           target, whose pidversion is another one
//   exit           stat, as wait(2) has it: a signal in its low 7 bits, or a status above 8
#pragma once

#include "knox/es/exec.h"
#include "knox/event/process.h"

namespace knox::es {

class ProcessDecoder {
 public:
  // nullptr: it does not say which process did it. Good until the next call, and as long as the message.
  const event::ProcessEvent* decode(const Message& message);

 private:
  event::ProcessEvent event_;
  ExecDecoder exec_;
};

}  // namespace knox::es

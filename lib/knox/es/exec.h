// Executions in Endpoint Security messages. What each fact is made from:
//
//   args, env      of exec
//   exec_path      target.executable, which is the file with symbolic links resolved; of a script the
//                  interpreter, as the kernel found it
//   script         script, there if the kernel followed a #! line
//   process ...    target.audit_token: who the process is after the execution, with the rights of a setuid
//                  program; its parent, and who answers for it, likewise
//   success        a notification tells of what has happened, unless its action says that it was denied; a
//                  request tells of nothing that has happened, but may have been blocked
#pragma once

#include "knox/es/message.h"
#include "knox/event/exec.h"

namespace knox::es {

// How an event ended, and if it was denied, why: "denied".
struct Outcome {
  std::optional<bool> success = {};
  std::string_view error = {};
};
Outcome outcome(const Message& message) noexcept;

// "ttys003" of "/dev/ttys003"
std::string_view terminal(std::string_view path) noexcept;

class ExecDecoder {
 public:
  // nullptr: it is of another event. Good until the next call, and as long as the message.
  const event::Exec* decode(const Message& message);

 private:
  event::Exec exec_;
};

}  // namespace knox::es

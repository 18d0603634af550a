// What sudo(8) was asked to run, as an execution, whatever told of it: USER_CMD of Linux Audit, AUE_sudo of
// BSM, the event sudo of Endpoint Security.
//
//   args       where the source has one text instead of arguments, that cut at its spaces: args_joined. An
//              argument with a space in it looks like two
//   process    sudo's own ids as they were recorded; ruid is who asked
//   run_by     sudo
//   run_as     whom it was to run as; only Endpoint Security says it
#pragma once

#include <string>

#include "knox/event/event.h"
#include "knox/os/names.h"

namespace knox::event {

// In the effective user of such an event stands whom the command was to run as, or sudo itself.
enum class SudoEffective : bool { kSudo, kRunAs };

class SudoCommand {
 public:
  // Tells `names` what the event calls its users. nullptr: it is not of the action ran-command, or has no
  // command. Good until the next call, and as long as the event.
  const Exec* of(const Event& event, SudoEffective effective, os::Names& names);

 private:
  Exec exec_;
  std::string words_;
};

}  // namespace knox::event

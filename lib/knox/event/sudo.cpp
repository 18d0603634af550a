#include "knox/event/sudo.h"

#include <algorithm>

namespace knox::event {

const Exec* SudoCommand::of(const Event& event, SudoEffective effective, os::Names& names) {
  const Process& process = event.process;
  if (event.action != Action::kRanCommand) return nullptr;
  if (process.args.empty() && process.command_line.empty()) return nullptr;

  exec_ = {};
  exec_.time = event.time;
  exec_.time_digits = event.time_digits;
  exec_.hostname = event.host.name.empty() ? event.host.address : event.host.name;
  exec_.args = process.args;
  if (process.args.empty()) {
    words_ = process.command_line;
    std::ranges::replace(words_, ' ', '\0');
    words_ += '\0';
    exec_.args = {words_, 0};
    exec_.args_joined = true;
  }
  exec_.env = process.env;
  exec_.cwd = process.cwd;
  exec_.tty = event.who.terminal;

  const Who& who = event.who;
  const Principal& rights = who.effective.user;
  const auto id_of = [&](const Principal& user) {
    if (user.id && !user.name.empty()) names.tell_user(*user.id, user.name);
    return user.id;
  };
  ProcessIds& ids = exec_.process;
  ids.auid = id_of(who.audit);
  ids.ruid = id_of(who.real.user);
  ids.rgid = who.real.group.id;
  ids.pid = process.pid;
  ids.session = who.session;
  exec_.run_by = "sudo";
  if (effective == SudoEffective::kRunAs) {
    exec_.run_as = id_of(rights);
  } else {
    ids.euid = id_of(rights);
    ids.egid = who.effective.group.id;
  }
  exec_.ppid = event.parent.pid;
  exec_.success = event.success;
  exec_.error = event.error;
  exec_.error_text = event.error_text;
  return &exec_;
}

}  // namespace knox::event

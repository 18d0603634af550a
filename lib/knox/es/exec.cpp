#include "knox/es/exec.h"

namespace knox::es {

Outcome outcome(const Message& message) noexcept {
  if (message.is_allowed == false) return {.success = false, .error = "denied"};
  if (message.is_request) return {};
  return {.success = message.is_allowed};
}

std::string_view terminal(std::string_view path) noexcept {
  constexpr std::string_view kDevices = "/dev/";
  return path.starts_with(kDevices) ? path.substr(kDevices.size()) : path;
}

const event::Exec* ExecDecoder::decode(const Message& message) {
  if (message.event != "exec") return nullptr;
  const Process& target = message.target;
  const Outcome ended = outcome(message);
  exec_ = {};
  exec_.time = message.time;
  exec_.time_digits = message.time_digits;
  exec_.hostname = message.hostname;
  exec_.args = message.args;
  exec_.env = message.env;
  exec_.exec_path = target.executable.path;
  exec_.script = message.script;
  exec_.cwd = message.cwd;
  exec_.tty = terminal(target.tty);
  exec_.process = target.token.ids;
  if (target.parent) exec_.parent = target.parent->ids;
  if (target.responsible) exec_.responsible = target.responsible->ids;
  exec_.ppid = target.ppid;
  if (!exec_.ppid && target.parent) exec_.ppid = target.parent->ids.pid;
  exec_.success = ended.success;
  exec_.error = ended.error;
  return &exec_;
}

}  // namespace knox::es

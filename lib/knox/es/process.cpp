#include "knox/es/process.h"

namespace knox::es {

const event::ProcessEvent* ProcessDecoder::decode(const Message& message) {
  // Of a message without one, the process after an execution is the same but for its version.
  const bool has_process = message.process.token.known();
  const Process& process = has_process || message.event != "exec" ? message.process : message.target;
  if (!process.token.known()) return nullptr;

  const std::uint64_t host = event::host_number(message.hostname);
  const auto ref = [&](const Token& token) {
    return event::ProcessRef{.pid = *token.ids.pid, .version = token.version, .host = host};
  };
  event_ = {};
  event_.time = message.time;
  event_.time_digits = message.time_digits;
  event_.process = ref(process.token);
  event_.ids = process.token.ids;
  if (process.parent) {
    event_.parent = ref(*process.parent);
  } else if (process.ppid) {
    event_.parent = event::ProcessRef{.pid = *process.ppid, .host = host};
  }
  const bool happened = !message.is_request && message.is_allowed != false;
  if (message.event == "exec") {
    event_.act = event::ProcessAct::kExec;
    event_.exec = exec_.decode(message);
    if (happened && message.target.token.known()) event_.becomes = ref(message.target.token);
  } else if (message.event == "fork" && happened && message.target.token.known()) {
    event_.act = event::ProcessAct::kFork;
    event_.child = ref(message.target.token);
  } else if (message.event == "exit") {
    event_.act = event::ProcessAct::kExit;
    if (message.exit_status) {
      const std::uint32_t signal = *message.exit_status & 0x7f;
      if (signal != 0) {
        event_.signal = signal;
      } else {
        event_.exit_status = *message.exit_status >> 8 & 0xff;
      }
    }
  }
  return &event_;
}

}  // namespace knox::es

#include "knox/bsm/process.h"

namespace knox::bsm {

namespace {

template <class Argument>
std::uint32_t child_in(Bytes token) {
  const auto argument = decode_token<Argument>(token);
  return argument.text.bytes == "child PID" ? static_cast<std::uint32_t>(argument.value.value) : 0;
}

// 0: no argument tells.
std::uint32_t child_argument(const Record& record) {
  for (const TokenRef& ref : record.tokens()) {
    std::uint32_t child = 0;
    if (ref.kind == kKindOf<Argument32>) child = child_in<Argument32>(record.token(ref));
    if (ref.kind == kKindOf<Argument64>) child = child_in<Argument64>(record.token(ref));
    if (child != 0) return child;
  }
  return 0;
}

}  // namespace

const event::ProcessEvent* ProcessDecoder::decode(const Record& record) {
  if (record.is_file()) return nullptr;
  const std::optional<SubjectFacts> who = record.subject();
  if (!who) return nullptr;

  const HeaderFacts& header = record.header();
  event_ = {};
  event_.time = {header.seconds, header.nanoseconds};
  event_.time_digits = header.milliseconds ? 3 : 9;
  event_.process.pid = who->pid;
  event_.ids = {who->auid, who->euid, who->egid, who->ruid, who->rgid, who->pid, who->session};
  switch (process_act(header.event)) {
    case event::ProcessAct::kFork: add_fork(record); break;
    case event::ProcessAct::kExec: add_exec(record); break;
    case event::ProcessAct::kExit:
      event_.act = event::ProcessAct::kExit;
      if (const auto exit = record.find<Exit>()) event_.exit_status = exit->status.value & 0xff;
      break;
    case event::ProcessAct::kOther: break;
  }
  return &event_;
}

void ProcessDecoder::add_fork(const Record& record) {
  const std::optional<ReturnFacts> result = record.result();
  if (result && result->error != 0) return;
  std::uint32_t child = child_argument(record);
  if (child == 0 && result) child = static_cast<std::uint32_t>(result->value);
  if (child == 0) return;
  event_.act = event::ProcessAct::kFork;
  event_.child = event::ProcessRef{.pid = child};
}

void ProcessDecoder::add_exec(const Record& record) {
  event_.act = event::ProcessAct::kExec;
  event_.exec = exec_.decode(record);
  // A spawned command has its own pid, and the subject for a parent. One that failed has gone again.
  if (event_.exec->parent && event_.exec->success != false) {
    event_.child = event::ProcessRef{.pid = *event_.exec->process.pid};
  }
}

}  // namespace knox::bsm

#include "knox/bsm/process.h"

namespace knox::bsm {

namespace {

// The argument of that name.
std::optional<std::uint32_t> argument(const Record& record, std::string_view name) {
  std::optional<std::uint32_t> value;
  const auto look_at = [&](const auto& token) {
    if (token.text.bytes == name) value = static_cast<std::uint32_t>(token.value.value);
  };
  for (const TokenRef& ref : record.tokens()) {
    if (ref.kind == kKindOf<Argument32>) look_at(decode_token<Argument32>(record.token(ref)));
    if (ref.kind == kKindOf<Argument64>) look_at(decode_token<Argument64>(record.token(ref)));
  }
  return value;
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
    case event::ProcessAct::kExit: add_exit(record); break;
    case event::ProcessAct::kOther: break;
  }
  return &event_;
}

void ProcessDecoder::add_fork(const Record& record) {
  const std::optional<ReturnFacts> result = record.result();
  if (result && result->error != 0) return;
  std::uint32_t child = argument(record, "child PID").value_or(0);
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

void ProcessDecoder::add_exit(const Record& record) {
  event_.act = event::ProcessAct::kExit;
  std::optional<std::uint32_t> status = argument(record, "exit status");
  if (const auto token = record.find<Exit>()) status = token->status.value;
  if (status) event_.exit_status = *status & 0xff;
}

}  // namespace knox::bsm

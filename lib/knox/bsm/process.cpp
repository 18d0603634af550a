#include "knox/bsm/process.h"

#include "knox/bsm/table_file.h"

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

// The number behind `key` in a text, up to a space.
std::optional<std::uint32_t> number_behind(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == text.npos) return std::nullopt;
  text.remove_prefix(at + key.size());
  return parse_number<std::uint32_t>(text.substr(0, text.find(' ')));
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
  if (!header.host.empty()) event_.process.host = event::host_number(header.host);
  event_.ids = {who->auid, who->euid, who->egid, who->ruid, who->rgid, who->pid, who->session};
  add_texts(record);
  switch (process_act(header.event)) {
    case event::ProcessAct::kFork: add_fork(record); break;
    case event::ProcessAct::kExec: add_exec(record); break;
    case event::ProcessAct::kExit: add_exit(record); break;
    case event::ProcessAct::kOther: break;
  }
  return &event_;
}

// Those right behind the subject. Texts before it are a call's arguments, which anybody can choose.
void ProcessDecoder::add_texts(const Record& record) {
  constexpr std::string_view kParent = "ppid=", kNode = "node=";
  bool is_behind_subject = false;
  for (const TokenRef& ref : record.tokens()) {
    if (!is_behind_subject) {
      is_behind_subject = is_subject(ref.kind);
      continue;
    }
    if (ref.kind != kKindOf<TextToken>) break;
    const std::string_view text = decode_token<TextToken>(record.token(ref)).text.bytes;
    if (text.starts_with(kNode)) event_.process.host = event::host_number(text.substr(kNode.size()));
    const auto parent = number_behind(text, kParent);
    if (parent && text.starts_with(kParent)) event_.parent = event::ProcessRef{.pid = *parent};
  }
  if (event_.parent) event_.parent->host = event_.process.host;
}

void ProcessDecoder::add_fork(const Record& record) {
  const std::optional<ReturnFacts> result = record.result();
  if (result && result->error != 0) return;
  std::uint32_t child = argument(record, "child PID").value_or(0);
  if (child == 0 && result) child = static_cast<std::uint32_t>(result->value);
  if (child == 0) return;
  event_.act = event::ProcessAct::kFork;
  event_.child = event::ProcessRef{.pid = child, .host = event_.process.host};
}

void ProcessDecoder::add_exec(const Record& record) {
  event_.act = event::ProcessAct::kExec;
  event_.exec = exec_.decode(record);
  // A spawned command has its own pid, and the subject for a parent. One that failed has gone again.
  const std::uint32_t pid = event_.exec->process.pid.value_or(event_.process.pid);
  if (pid != event_.process.pid && event_.exec->success != false)
    event_.child = event::ProcessRef{.pid = pid, .host = event_.process.host};
}

void ProcessDecoder::add_exit(const Record& record) {
  event_.act = event::ProcessAct::kExit;
  std::optional<std::uint32_t> status = argument(record, "exit status");
  if (const auto token = record.find<Exit>()) status = token->status.value;
  if (status) event_.exit_status = *status & 0xff;
  for (const TokenRef& ref : record.tokens()) {
    if (ref.kind != kKindOf<TextToken>) continue;
    const std::string_view text = decode_token<TextToken>(record.token(ref)).text.bytes;
    if (text.starts_with("ANOM_ABEND ")) event_.signal = number_behind(text, " sig=");
  }
}

}  // namespace knox::bsm

#include "knox/linux_audit/meaning/process.h"

#include "knox/linux_audit/record/enriched.h"
#include "knox/linux_audit/record/outcome.h"
#include "knox/linux_audit/record/value.h"

namespace knox::linux_audit {

namespace {

using event::ProcessAct;

constexpr std::uint64_t kCloneThread = 0x00010000, kCloneParent = 0x00008000;  // of sched.h

std::optional<std::uint32_t> id_of(const Record& record, std::string_view key) {
  const std::string_view value = record.find(key);
  return value.empty() ? std::nullopt : record.read_id(value);
}

// On s390 the new stack comes first.
std::string_view clone_flags_key(std::string_view arch) {
  const auto number = parse_hex(arch).value_or(0);
  const bool is_s390 =
      number == static_cast<std::uint32_t>(Arch::kS390) || number == static_cast<std::uint32_t>(Arch::kS390x);
  return is_s390 ? "a1" : "a0";
}

}  // namespace

bool may_be_process_act(const Line& syscall) noexcept {
  switch (call_of(syscall)) {
    case Syscall::sys_fork:
    case Syscall::sys_vfork:
    case Syscall::sys_clone:
    case Syscall::sys_clone3:
    case Syscall::sys_execve:
    case Syscall::sys_execveat:
    case Syscall::sys_exit_group:
    case Syscall::kUnknown: return true;
    default: return false;
  }
}

const event::ProcessEvent* ProcessDecoder::decode(const Event& event) {
  event_ = {};
  event_.time = event.time;
  event_.process.host = event::host_number(event.node);
  if (names_ != nullptr) names_->begin_event(event.node);
  if (const Line* const call = event.find(RecordType::SYSCALL)) {
    if (!add_who(*call)) return nullptr;
    add_call(*call, event);
    return &event_;
  }
  for (const Line& line : event.records) {
    if (!add_who(line)) continue;
    if (line.type == RecordType::ANOM_ABEND) add_abend();
    return &event_;
  }
  return nullptr;
}

// False: no process is named.
bool ProcessDecoder::add_who(const Line& line) {
  record_.parse(line);
  const auto id = [&](std::string_view key) { return id_of(record_, key); };
  const std::optional<std::uint32_t> pid = id("pid");
  if (!pid) return false;
  event_.process.pid = *pid;
  event_.ids = {id("auid"), id("euid"), id("egid"), id("uid"), id("gid"), pid, id("ses")};
  if (names_ != nullptr) tell_enriched_names(record_, event_.ids, *names_);
  if (const auto parent = id("ppid")) {
    event_.parent = event::ProcessRef{.pid = *parent, .host = event_.process.host};
  }
  return true;
}

void ProcessDecoder::add_call(const Line& call, const Event& event) {
  switch (call_of(call)) {
    case Syscall::sys_fork:
    case Syscall::sys_vfork:
    case Syscall::sys_clone3: add_fork(false); break;
    case Syscall::sys_clone: add_fork(true); break;
    case Syscall::sys_execve:
    case Syscall::sys_execveat:
    case Syscall::kUnknown: add_exec(event); break;
    case Syscall::sys_exit_group: {
      event_.act = ProcessAct::kExit;
      if (const auto status = parse_hex(record_.find("a0"))) {
        event_.exit_status = static_cast<std::uint32_t>(*status & 0xff);
      }
      break;
    }
    default: break;
  }
}

void ProcessDecoder::add_fork(bool is_clone) {
  if (is_clone) {
    const auto flags = parse_hex(record_.find(clone_flags_key(record_.find("arch"))));
    if (flags && (*flags & kCloneThread) != 0) return;
    event_.child_is_sibling = flags && (*flags & kCloneParent) != 0;
  }
  const auto child = parse_signed(record_.find("exit"));
  if (parse_outcome(record_.find("success")) == false || !child || *child <= 0 || *child > INT32_MAX) return;
  event_.act = ProcessAct::kFork;
  event_.child = event::ProcessRef{.pid = static_cast<std::uint32_t>(*child), .host = event_.process.host};
}

void ProcessDecoder::add_exec(const Event& event) {
  event_.exec = exec_.decode(event);
  if (event_.exec != nullptr) event_.act = ProcessAct::kExec;
}

void ProcessDecoder::add_abend() {
  event_.act = ProcessAct::kExit;
  event_.signal = id_of(record_, "sig");
}

}  // namespace knox::linux_audit

#include "knox/convert/linux_facts.h"

#include "knox/linux_audit/meaning/exec.h"
#include "knox/linux_audit/names/uring.h"
#include "knox/linux_audit/record/outcome.h"
#include "knox/linux_audit/record/value.h"

namespace knox::convert {

namespace {

using linux_audit::Line;
using linux_audit::RecordType;
using linux_audit::Syscall;

// The record that tells of an execution, which nothing else in an event stands for; nullptr: there is none.
// What linux_audit::ExecDecoder takes for one is one.
const Line* find_execution(const linux_audit::Event& event, const Line* syscall) noexcept {
  using linux_audit::IsExec;
  const bool has_call = syscall != nullptr && syscall->type == RecordType::SYSCALL;
  switch (has_call ? is_exec(*syscall) : IsExec::kUnknown) {
    case IsExec::kYes: return syscall;
    case IsExec::kNo: return nullptr;
    case IsExec::kUnknown: break;
  }
  const Line* const args = event.find(RecordType::EXECVE);
  return args != nullptr && has_call ? syscall : args;
}

bool is_exec(Syscall syscall) noexcept {
  return syscall == Syscall::sys_execve || syscall == Syscall::sys_execveat;
}

}  // namespace

LinuxCall read_call(const linux_audit::Record& record) noexcept {
  LinuxCall call;
  std::optional<std::uint64_t> number;
  for (const linux_audit::Field& field : record.fields()) {
    if (field.part != linux_audit::Part::kBody) break;
    const std::string_view key = field.key;
    if (key.size() == 2 && key[0] == 'a' && key[1] >= '0' && key[1] <= '3') {
      call.arguments[static_cast<std::size_t>(key[1] - '0')] =
          linux_audit::parse_hex(field.value).value_or(0);
      call.has_arguments = true;
    } else if (key == "arch" && call.arch == linux_audit::Arch::kUnknown) {
      const std::uint64_t arch = linux_audit::parse_hex(field.value).value_or(0);
      if (arch <= UINT32_MAX) call.arch = static_cast<linux_audit::Arch>(arch);
    } else if (key == "syscall" && !number) {
      number = linux_audit::parse_number(field.value);
    } else if (key == "uring_op") {
      const std::uint64_t op = linux_audit::parse_number(field.value).value_or(UINT32_MAX);
      call.syscall = linux_audit::uring_call(static_cast<std::uint32_t>(op));
    } else if (key == "exit") {
      call.not_found = field.value == "-2" || field.value == "ENOENT";
    }
  }
  if (number && *number <= UINT32_MAX) {
    call.syscall = linux_audit::find_syscall(call.arch, static_cast<std::uint32_t>(*number));
  }
  return call;
}

LinuxFacts LinuxFactsReader::read(const linux_audit::Event& event) {
  LinuxFacts facts;
  const Line* standing = nullptr;  // for an event of its own
  facts.syscall = event.find(RecordType::SYSCALL);
  if (facts.syscall == nullptr) facts.syscall = event.find(RecordType::URINGOP);
  for (const Line& line : event.records) {
    if (standing == nullptr && !is_part(line.type)) standing = &line;
  }
  const Line* const execution = find_execution(event, facts.syscall);
  if (facts.syscall != nullptr) read_call(event, facts, execution != nullptr);
  if (execution != nullptr) {
    facts.principal = execution;
    const bool is_at = facts.call.syscall == Syscall::sys_execveat;
    facts.event = is_at ? event_of(facts.call) : event_of(RecordType::EXECVE);
  } else if (standing != nullptr) {
    facts.principal = standing;
    facts.event = event_of(standing->type);
  } else if (facts.syscall == nullptr) {
    facts.principal = &event.records.front();
    facts.event = event_of(facts.principal->type);
  }
  if (!facts.success) read_outcome(facts);
  return facts;
}

// What io_uring_enter(2) did: of several operations the last, but not one that was to be tried again, as the
// kernel itself does it then. nullptr: none that is told.
const Line* LinuxFactsReader::find_operation(const linux_audit::Event& event) {
  constexpr std::string_view kAgain = "-11";
  const Line* found = nullptr;
  bool is_done = false;
  for (const Line& line : event.records) {
    if (line.type != RecordType::URINGOP) continue;
    record_.parse(line);
    const bool is_this_done = record_.find("exit") != kAgain;
    if (is_done && !is_this_done) continue;
    found = &line;
    is_done = is_this_done;
  }
  return found;
}

void LinuxFactsReader::read_call(const linux_audit::Event& event, LinuxFacts& facts, bool is_execution) {
  facts.principal = facts.syscall;
  record_.parse(*facts.syscall);
  facts.call = convert::read_call(record_);
  if (facts.call.syscall == Syscall::sys_io_uring_enter) {
    if (const Line* const operation = find_operation(event)) {
      facts.principal = facts.syscall = operation;
      record_.parse(*operation);
      facts.call = convert::read_call(record_);
    }
  }
  if (!is_execution && is_exec(facts.call.syscall)) facts.call.syscall = Syscall::kUnknown;  // a spliced line
  facts.success = linux_audit::parse_outcome(record_.find("success"));
  if (facts.call.syscall == Syscall::sys_openat2) {
    if (const Line* const how = event.find(RecordType::OPENAT2)) {
      record_.parse(*how);
      facts.call.open_flags = linux_audit::parse_octal(record_.find("oflag"));
    }
  }
  const bool is_unknown_ring =
      facts.call.syscall == Syscall::kUnknown && facts.syscall->type == RecordType::URINGOP;
  facts.event = is_unknown_ring ? event_of(RecordType::URINGOP) : event_of(facts.call);
}

// What the record itself says, where no call does.
void LinuxFactsReader::read_outcome(LinuxFacts& facts) {
  record_.parse(*facts.principal);
  if (const std::optional<linux_audit::Avc> avc = find_avc(record_)) {
    facts.success = linux_audit::parse_outcome(avc->decision);
    return;
  }
  for (const linux_audit::Field& field : record_.fields()) {
    if (field.key == "res" || field.key == "result" || field.key == "apparmor") {
      facts.success = linux_audit::parse_outcome(field.value);
      if (facts.success) return;
    }
  }
}

}  // namespace knox::convert

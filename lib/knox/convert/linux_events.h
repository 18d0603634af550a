// Which BSM event an event of Linux Audit is. Every system call and every type of record has one: that of the
// same thing on other systems (tables/linux_events.def), or one of knox's own numbers for what only Linux has
// (bsm/tables/linux_events.def).
//
// A call whose meaning depends on its arguments can be several: open(2) is AUE_OPEN_R, AUE_OPEN_WTC ... by
// its flags, clone(2) AUE_FORK, AUE_VFORK or AUE_LINUX_CLONE_THREAD.
//
// Of an event, the SYSCALL record says what it is; but some records stand for an event of their own, and the
// call beside them is only how it came about: CONFIG_CHANGE, LOGIN, NETFILTER_CFG. Where there is neither, it
// is the first record.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "knox/linux_audit/assembly.h"
#include "knox/linux_audit/record.h"
#include "knox/linux_audit/syscalls.h"

namespace knox::convert {

// Syscall's values are those below, kUnknown is the first.
inline constexpr std::size_t kSyscalls = 1
#define ARGUMENTS(name, ...) +1
#define ARGUMENTS_ON(set, name, ...)
#include "knox/linux_audit/tables/syscall_args.def"
#undef ARGUMENTS
#undef ARGUMENTS_ON
    ;

// What a SYSCALL or a URINGOP record tells of its call.
struct LinuxCall {
  linux_audit::Arch arch = linux_audit::Arch::kUnknown;
  linux_audit::Syscall syscall = linux_audit::Syscall::kUnknown;
  std::array<std::uint64_t, 4> arguments{};
  std::optional<std::uint64_t> open_flags;  // of openat2(2), whose arguments do not tell, from OPENAT2
  bool has_arguments = false;               // a URINGOP record has none
  bool not_found = false;                   // it failed with ENOENT
};

LinuxCall read_call(const linux_audit::Record& record) noexcept;

// socketcall(2) and ipc(2), by which older architectures make several calls, as the call that is meant: with
// its own arguments of those that are known. Other calls as they are.
LinuxCall inner_call(const LinuxCall& call) noexcept;

std::uint16_t event_of(const LinuxCall& call) noexcept;
std::uint16_t event_of(linux_audit::RecordType type) noexcept;

// All that the call can be, ascending.
std::vector<std::uint16_t> events_of(linux_audit::Syscall syscall);

// What an event is, and how it ended.
struct LinuxFacts {
  std::uint16_t event = 0;
  std::optional<bool> success;                   // of the call, or as res= of the record says
  LinuxCall call;                                // where `syscall` is not nullptr
  const linux_audit::Line* syscall = nullptr;    // the SYSCALL or URINGOP record
  const linux_audit::Line* principal = nullptr;  // the record that says what the event is; never nullptr
};

class LinuxFactsReader {
 public:
  // Good as long as the event.
  LinuxFacts read(const linux_audit::Event& event);

 private:
  void read_call(const linux_audit::Event& event, LinuxFacts& facts);
  void read_outcome(LinuxFacts& facts);

  linux_audit::Record record_;
};

}  // namespace knox::convert

// Which BSM event an event of Linux Audit is. Every system call and every type of record has one: that of the
// same thing on other systems (tables/linux_events.def), or one of knox's own numbers for what only Linux has
// (bsm/tables/linux_events.def).
//
// A call whose meaning depends on its arguments can be several: open(2) is AUE_OPEN_R, AUE_OPEN_WTC ... by
// its flags, clone(2) AUE_FORK, AUE_VFORK or AUE_LINUX_CLONE_THREAD.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "knox/linux_audit/names/record_types.h"
#include "knox/linux_audit/names/syscalls.h"

namespace knox::convert {

// Syscall's values are those below, kUnknown is the first.
inline constexpr std::size_t kSyscalls = 1
#define ARGUMENTS(name, ...) +1
#include "knox/linux_audit/tables/syscall_args.def"
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

// socketcall(2) and ipc(2), by which older architectures make several calls, as the call that is meant: with
// its own arguments of those that are known. Other calls as they are.
LinuxCall inner_call(const LinuxCall& call) noexcept;

std::uint16_t event_of(const LinuxCall& call) noexcept;
std::uint16_t event_of(linux_audit::RecordType type) noexcept;

// Whether a SYSCALL record beside one of this type says what the event is.
bool is_part(linux_audit::RecordType type) noexcept;

// All that the call can be, ascending.
std::vector<std::uint16_t> events_of(linux_audit::Syscall syscall);

}  // namespace knox::convert

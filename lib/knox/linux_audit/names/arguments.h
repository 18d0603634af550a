// Arguments of system calls: what each of a0 to a3 is, and how it is written for people.
//
//   arch=c000003e syscall=257 a0=ffffff9c a1=7ffe3c1b27d4 a2=90800 a3=0
//       openat(AT_FDCWD, 0x7ffe3c1b27d4, O_RDONLY|O_NONBLOCK|O_DIRECTORY|O_CLOEXEC, 0x0)
//
// Registers are wider than most arguments, and the kernel looks at no more than the argument's own bits:
// ffffff9c and ffffffffffffff9c are both -100. References: section 2 of the manual; the tables, which are
// syscall_args.def, arg_rules.def, arg_kinds.def and constants.def.
#pragma once

#include <array>
#include <cstdint>

#include "knox/base/out.h"
#include "knox/linux_audit/names/constants.h"
#include "knox/linux_audit/names/syscalls.h"

namespace knox::linux_audit {

// How numbers of a kind are written.
enum class ArgForm : std::uint8_t {
  kHex,             // 0x7ffe3c1b27d4
  kInt,             // 32 bits with a sign: -1
  kId,              // 32 bits without one, but -1 for all ones
  kShortId,         // 16 bits of that kind
  kLong,            // as wide as a register, with a sign
  kUnsigned,        // as wide as a register
  kOctal,           // 0644
  kDevice,          // 08:01, major and minor number in hex, as in dev= of a record
  kName,            // 32 bits: SIGKILL; numbers without a name as kInt
  kCode,            // 32 bits: PTRACE_ATTACH; numbers without a name as kHex
  kFlags,           // 32 bits: O_RDWR|O_CREAT|0x10; the bits without a name come last, in hex
  kWideFlags,       // the same, as wide as a register
  kFlagsAndMode,    // IPC_CREAT|0600
  kFlagsAndSignal,  // CLONE_VM|CLONE_VFORK|SIGCHLD
};
ArgForm form_of(ArgKind kind) noexcept;

constexpr bool is_group_id(ArgKind kind) noexcept {
  return kind == ArgKind::kGid || kind == ArgKind::kGid16;
}
constexpr bool is_id(ArgKind kind) noexcept {
  return is_group_id(kind) || kind == ArgKind::kUid || kind == ArgKind::kUid16;
}
// What the kernel takes for a user or a group, of 16 bits too: all ones are -1.
constexpr std::uint32_t id_argument(ArgKind kind, std::uint64_t value) noexcept {
  const bool is_short = kind == ArgKind::kUid16 || kind == ArgKind::kGid16;
  if (!is_short) return static_cast<std::uint32_t>(value);
  return (value & 0xffff) == 0xffff ? 0xffffffff : static_cast<std::uint32_t>(value & 0xffff);
}

using ArgKinds = std::array<ArgKind, 4>;

// What a0 to a3 of a call are. Some say what others are: `values` has them all.
ArgKinds argument_kinds(Arch arch, Syscall syscall, const std::array<std::uint64_t, 4>& values) noexcept;

// Writes a number of that kind: letters, digits, and of other characters only those of the examples above.
void put_argument(Out& out, ArgKind kind, Arch arch, std::uint64_t value);
inline void put_argument(Pen& pen, ArgKind kind, Arch arch, std::uint64_t value) {
  put_argument(pen.leave(), kind, arch, value);
  pen.enter();
}

// CAP_CHOWN, or CAP_63 where there is no name. Up to 40 bytes.
void put_capability(Pen& pen, std::uint32_t number);
// CAP_CHOWN,CAP_KILL of a mask; none.
void put_capabilities(Out& out, std::uint64_t mask);

}  // namespace knox::linux_audit

// System calls: their numbers, which every architecture gives out for itself (tables/syscalls_*.def), and
// their names, of which there is one list for all (tables/syscall_args.def).
//
// A call of the x32 ABI has the architecture c000003e, as all of x86_64, and kX32Bit in its number.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "knox/linux_audit/names/arch.h"

namespace knox::linux_audit {

// Named as the kernel names the functions, some of which would be keywords otherwise: sys_break.
enum class Syscall : std::uint16_t {
  kUnknown,
#define ARGUMENTS(name, ...) sys_##name,
#include "knox/linux_audit/tables/syscall_args.def"
};

inline constexpr std::uint32_t kX32Bit = 0x40000000;

// The call that a number means, in constant time; kUnknown where the architecture or the number is not known.
Syscall find_syscall(Arch arch, std::uint32_t number) noexcept;

// "openat"; empty for kUnknown.
std::string_view syscall_name(Syscall syscall) noexcept;

inline std::string_view syscall_name(Arch arch, std::uint32_t number) noexcept {
  return syscall_name(find_syscall(arch, number));
}

// The call of that name, or other name (tables/syscall_aliases.def); kUnknown when there is none.
Syscall find_syscall(std::string_view name) noexcept;

// The call that a number in the first argument of socketcall(2) or ipc(2) stands for, by which older
// architectures make several calls; any other call, and one with an unknown number, is itself.
Syscall inner_call(Syscall outer, std::uint64_t first_argument) noexcept;
// All of them, by their numbers, with kUnknown where a number is of no call; empty: the call has none.
std::span<const Syscall> inner_calls(Syscall outer) noexcept;

// The number that it has, where it has one. Not for x32.
std::optional<std::uint32_t> syscall_number(Arch arch, Syscall syscall) noexcept;

}  // namespace knox::linux_audit

// Constants: the names of what numbers stand for, of errors, signals, flags of open(2) and so on, a list for
// each kind of number. The kinds are rows of tables/arg_kinds.def, the names rows of tables/constants.def.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "knox/linux_audit/names/arch.h"

namespace knox::linux_audit {

enum class ArgKind : std::uint8_t {
#define ARG_KIND(kind, form) kind,
#include "knox/linux_audit/tables/arg_kinds.def"
};

struct Constant {
  ArgKind kind;
  std::uint32_t mask;    // the bits that count
  std::uint32_t number;  // and what they are; of a negative number, its complement
  std::string_view name;
  ArchSet set;

  // Whether the row is true of an architecture. Of one that is not told, only what is true of all is.
  constexpr bool holds_on(Arch arch, ArchSet set_of_arch) const noexcept {
    return (set & set_of_arch) != 0 || (arch == Arch::kUnknown && set == kEverywhere);
  }
};

// All names of a kind, by number; empty for kinds that have none.
std::span<const Constant> constants_of(ArgKind kind) noexcept;

// The name of one number: constant_name(kSignal, arch, 9) is "SIGKILL". Empty: it has none.
std::string_view constant_name(ArgKind kind, Arch arch, std::uint32_t number) noexcept;

// The number that has a name, or a second name.
std::optional<std::uint32_t> constant_number(ArgKind kind, Arch arch, std::string_view name) noexcept;

// Those that are the same everywhere.
inline std::string_view errno_name(std::uint32_t number) noexcept {  // 2: "ENOENT"
  return constant_name(ArgKind::kErrno, Arch::kUnknown, number);
}
std::string_view errno_text(std::uint32_t number) noexcept;           // 2: "No such file or directory"
inline std::string_view signal_name(std::uint32_t number) noexcept {  // 9: "SIGKILL"
  return constant_name(ArgKind::kSignal, Arch::kUnknown, number);
}
inline std::string_view capability_name(std::uint32_t number) noexcept {  // 0: "CAP_CHOWN"
  return constant_name(ArgKind::kCapability, Arch::kUnknown, number);
}
inline std::string_view socket_family_name(std::uint32_t number) noexcept {  // 2: "AF_INET"
  return constant_name(ArgKind::kSocketFamily, Arch::kUnknown, number);
}
inline std::string_view uring_op_name(std::uint32_t number) noexcept {  // 18: "openat"
  return constant_name(ArgKind::kUringOp, Arch::kUnknown, number);
}

}  // namespace knox::linux_audit

// Architectures, by the numbers that records write as arch=c000003e: the ELF machine, a bit for 64 bits and a
// bit for little endian. The rows are in tables/arches.def.
//
// x32 is not among them. Its records say c000003e, too, and have a bit in the number of the system call
// instead; see syscalls.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace knox::linux_audit {

// Any number: one that has no name is an Arch, too.
enum class Arch : std::uint32_t {
  kUnknown = 0,  // of a record that does not say
#define ARCH(number, enumerator, name, set) enumerator = number,
#include "knox/linux_audit/tables/arches.def"
};

// Sets of those whose system calls knox knows, for rows of tables that are not true everywhere.
using ArchSet = std::uint32_t;
inline constexpr ArchSet kNowhere = 0;
inline constexpr ArchSet kOnX86_64 = 1 << 0, kOnI386 = 1 << 1;
inline constexpr ArchSet kOnAarch64 = 1 << 2, kOnArm = 1 << 3;
inline constexpr ArchSet kOnPpc64le = 1 << 4, kOnPpc64 = 1 << 5, kOnPpc = 1 << 6;
inline constexpr ArchSet kOnS390x = 1 << 7, kOnS390_31 = 1 << 8;
inline constexpr ArchSet kOnRiscv64 = 1 << 9;
inline constexpr ArchSet kOnLoongarch64 = 1 << 10;
inline constexpr ArchSet kEverywhere = (1 << 11) - 1;

inline constexpr ArchSet kOnX86 = kOnX86_64 | kOnI386;
inline constexpr ArchSet kOnPower = kOnPpc64le | kOnPpc64 | kOnPpc;
inline constexpr ArchSet kOnS390 = kOnS390x | kOnS390_31;
inline constexpr ArchSet kOnArmAndPower = kOnAarch64 | kOnArm | kOnPower;
// What has chown32(2) beside chown(2), whose ids have 16 bits: CONFIG_UID16.
inline constexpr ArchSet kOnUid16 = kOnI386 | kOnArm | kOnS390_31;
inline constexpr ArchSet kOn32Bit = kOnI386 | kOnArm | kOnPpc | kOnS390_31;

inline constexpr ArchSet kNotOnPower = kEverywhere & ~kOnPower;
inline constexpr ArchSet kNotOnS390 = kEverywhere & ~kOnS390;
inline constexpr ArchSet kNotOnArmAndPower = kEverywhere & ~kOnArmAndPower;

// The set of just this one; kNowhere for one whose system calls are not known.
ArchSet set_of(Arch arch) noexcept;

constexpr bool is_64_bit(Arch arch) noexcept {
  return (static_cast<std::uint32_t>(arch) & 0x80000000) != 0;
}
constexpr bool is_little_endian(Arch arch) noexcept {
  return (static_cast<std::uint32_t>(arch) & 0x40000000) != 0;
}

// "x86_64"; empty for a number without a name.
std::string_view arch_name(Arch arch) noexcept;

// What records and users write: a name, an alias or hex digits with or without 0x. nullopt for anything else.
// auditctl's b32 and b64 mean one or the other of the host's; b64 is read as hex digits here.
std::optional<Arch> parse_arch(std::string_view text) noexcept;

}  // namespace knox::linux_audit

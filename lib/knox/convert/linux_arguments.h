// The arguments of a Linux system call as tokens: arg32 and arg64, with the names that other systems' kernels
// give them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "knox/convert/linux_events.h"
#include "knox/linux_audit/names/arguments.h"

namespace knox::convert {

struct ArgumentToken {
  std::uint8_t number;  // 1: the first
  std::string_view name;
  std::uint64_t value;    // in BSM's numbering where it has one
  bool is_wide = false;   // does not fit into 32 bits
  bool is_whole = false;  // the value says all that the call's own did
};

// What becomes of argument `place`, 0 to 3; nullopt: it has no token, because it is a pointer, or no
// argument, or nobody has named it.
std::optional<ArgumentToken> argument_token(const LinuxCall& call, const linux_audit::ArgKinds& kinds,
                                            std::size_t place) noexcept;

}  // namespace knox::convert

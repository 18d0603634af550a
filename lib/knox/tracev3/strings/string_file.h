// What the two kinds of string files have in common.
#pragma once

#include <cstdint>
#include <string>

#include "knox/io/random_access.h"

namespace knox::tracev3 {

// Longer ones are cut here.
inline constexpr std::uint64_t kMostString = 16 * 1024;  // bytes

// The bytes from `position` up to a NUL, or `most` of them, or the end of the file. Errors: those of read().
Result<std::string> read_string(const io::RandomAccess& file, std::uint64_t position, std::uint64_t most);

}  // namespace knox::tracev3

// Sizes as people type them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace knox {

// Bytes: "65536", "64K", "64M", "2G"; 1K is 1,024. Small letters, and B or iB behind them, mean the same.
// nullopt: it is none, or too large.
std::optional<std::uint64_t> parse_size(std::string_view text) noexcept;

}  // namespace knox

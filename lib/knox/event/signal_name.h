// Names of signals that have the same number on Linux, macOS and FreeBSD; the others depend on the system.
#pragma once

#include <cstdint>
#include <string_view>

namespace knox::event {

// SIGTERM; empty: the number means something else elsewhere, or is none.
std::string_view shared_signal_name(std::uint32_t signal) noexcept;

}  // namespace knox::event

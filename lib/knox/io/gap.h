// Frames that never came: whoever wrote the input numbered them, and some numbers are missing. No frame is
// damaged by it, but it is told where they are missing.
#pragma once

#include "knox/base/error.h"

namespace knox::io {

inline constexpr std::string_view kMissing = "missing events";

// `size` is that of the frame behind them: nothing of it is lost.
constexpr Error gap(std::uint64_t missing, std::uint64_t size) {
  return {.code = Code::kMalformed, .offset = size, .have = missing, .what = kMissing};
}

// No other error has this name.
constexpr bool is_gap(const Error& error) {
  return error.what == kMissing;
}

}  // namespace knox::io

// Colors of text for people on a terminal: the SGR codes of ECMA-48, the same few in every tool. They are
// knox's own, and around strings that are escaped: nobody else's bytes reach the terminal as a code.
#pragma once

#include <cstdint>
#include <string_view>

#include "knox/base/out.h"

namespace knox::emit {

enum class Paint : std::uint8_t { kNone, kDim, kBold, kRed, kBoldRed, kGreen, kYellow, kBlue, kCyan };

// Empty for kNone, which needs no end.
constexpr std::string_view begin_of(Paint paint) noexcept {
  switch (paint) {
    case Paint::kNone: return "";
    case Paint::kDim: return "\x1b[2m";
    case Paint::kBold: return "\x1b[1m";
    case Paint::kRed: return "\x1b[31m";
    case Paint::kBoldRed: return "\x1b[1;31m";
    case Paint::kGreen: return "\x1b[32m";
    case Paint::kYellow: return "\x1b[33m";
    case Paint::kBlue: return "\x1b[34m";
    case Paint::kCyan: return "\x1b[36m";
  }
  return "";
}
constexpr std::string_view end_of(Paint paint) noexcept {
  return paint == Paint::kNone ? "" : "\x1b[0m";
}

// What `put` writes, in that color; plain where `is_on` is false.
void painted(Out& out, bool is_on, Paint paint, auto put) {
  const Paint used = is_on ? paint : Paint::kNone;
  out.text(begin_of(used));
  put();
  out.text(end_of(used));
}

}  // namespace knox::emit

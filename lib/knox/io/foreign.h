// Why a framer or a decoder passes over bytes that are no damage: they belong to somebody else, or to nobody.
// They are not told of one by one, but counted, and told at the end.
#pragma once

#include "knox/base/error.h"

namespace knox::io {

inline constexpr std::string_view kForeignLine = "foreign line", kZeros = "zero bytes";

constexpr Error foreign_line() {
  return {.code = Code::kNotARecord, .what = kForeignLine};
}
constexpr Error zeros() {
  return {.code = Code::kNotARecord, .what = kZeros};
}

// Names are compared by their place: no other error has one of these.
constexpr bool is_foreign(const Error& error) {
  return error.what == kForeignLine || error.what == kZeros;
}

}  // namespace knox::io

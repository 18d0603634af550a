// LittleCursor: base/cursor.h for little-endian formats.
#pragma once

#include <bit>
#include <concepts>
#include <cstring>
#include <string_view>

#include "knox/base/cursor.h"

namespace knox::tracev3 {

// The unsigned little-endian integer at `at`; the caller has checked that it is there.
template <std::unsigned_integral T>
T load_little(const std::uint8_t* at) noexcept {
  T value;
  std::memcpy(&value, at, sizeof value);
  if constexpr (std::endian::native == std::endian::big && sizeof(T) > 1) value = std::byteswap(value);
  return value;
}

class LittleCursor : private Cursor {
 public:
  using Cursor::Cursor;
  using Cursor::left;
  using Cursor::ok;
  using Cursor::used;

  template <std::unsigned_integral T>
  T get() noexcept {
    const Bytes bytes = take(sizeof(T));
    return bytes.empty() ? T{0} : load_little<T>(bytes.data());
  }

  // The next n bytes, in place; empty when there are fewer.
  Bytes take(std::size_t n) noexcept { return as_bytes(Cursor::take(n)); }
  void skip(std::size_t n) noexcept { take(n); }
  Bytes rest() noexcept { return take(left()); }
};

// A text field of fixed size, up to its first NUL.
inline std::string_view until_nul(Bytes bytes) noexcept {
  const std::string_view text = as_chars(bytes);
  return text.substr(0, text.find('\0'));
}

}  // namespace knox::tracev3

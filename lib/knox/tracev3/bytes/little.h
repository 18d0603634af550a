// LittleCursor: base/cursor.h for little-endian formats. A fetch past the end returns zeros and makes the
// cursor fail for good, so a parser checks once, at the end.
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

class LittleCursor {
 public:
  explicit LittleCursor(Bytes bytes) noexcept
      : begin_(bytes.data()), at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  template <std::unsigned_integral T>
  T get() noexcept {
    if (left() < sizeof(T)) [[unlikely]] {
      fail();
      return 0;
    }
    const T value = load_little<T>(at_);
    at_ += sizeof(T);
    return value;
  }

  // The next n bytes, in place; empty when there are fewer.
  Bytes take(std::size_t n) noexcept {
    if (left() < n) [[unlikely]] {
      fail();
      return {};
    }
    const Bytes bytes(at_, n);
    at_ += n;
    return bytes;
  }
  void skip(std::size_t n) noexcept { take(n); }
  Bytes rest() noexcept { return take(left()); }

  std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - at_); }
  std::size_t used() const noexcept { return static_cast<std::size_t>(at_ - begin_); }
  bool ok() const noexcept { return ok_; }

 private:
  void fail() noexcept {
    ok_ = false;
    end_ = at_;
  }

  const std::uint8_t* begin_;
  const std::uint8_t* at_;
  const std::uint8_t* end_;
  bool ok_ = true;
};

// A text field of fixed size, up to its first NUL.
inline std::string_view until_nul(Bytes bytes) noexcept {
  const std::string_view text = as_chars(bytes);
  return text.substr(0, text.find('\0'));
}

}  // namespace knox::tracev3

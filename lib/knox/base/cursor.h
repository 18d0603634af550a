// Cursor: a bounded big-endian reader over bytes somebody else owns. Decoders written with it are
// straight-line code: a fetch past the end returns zeros and makes the cursor fail for good, so a decoder
// checks once, at the end of a token. `need()` and `had()` then tell what the failed fetch lacked.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "knox/base/inline.h"

namespace knox {

using Bytes = std::span<const std::uint8_t>;

inline std::string_view as_chars(Bytes bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline Bytes as_bytes(std::string_view chars) noexcept {
  return {reinterpret_cast<const std::uint8_t*>(chars.data()), chars.size()};
}

// The unsigned big-endian integer at `at`; the caller has checked that it is there.
template <std::unsigned_integral T>
T load_big(const std::uint8_t* at) noexcept {
  T value;
  std::memcpy(&value, at, sizeof value);
  if constexpr (std::endian::native == std::endian::little && sizeof(T) > 1) value = std::byteswap(value);
  return value;
}

class Cursor {
 public:
  explicit Cursor(Bytes bytes) noexcept
      : begin_(bytes.data()), at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  template <std::unsigned_integral T>
  KNOX_INLINE T get() noexcept {
    if (left() < sizeof(T)) [[unlikely]] {
      fail(sizeof(T));
      return 0;
    }
    const T value = load_big<T>(at_);
    at_ += sizeof(T);
    return value;
  }

  // The next n bytes, in place; empty when there are fewer.
  KNOX_INLINE std::string_view take(std::size_t n) noexcept {
    if (left() < n) [[unlikely]] {
      fail(n);
      return {};
    }
    const std::string_view bytes(reinterpret_cast<const char*>(at_), n);
    at_ += n;
    return bytes;
  }

  // The bytes up to the next NUL, which is consumed and not returned; fails when no NUL follows.
  std::string_view take_until_nul() noexcept {
    const void* nul = left() == 0 ? nullptr : std::memchr(at_, 0, left());
    if (nul == nullptr) [[unlikely]] {
      fail(left() + 1);
      return {};
    }
    const std::size_t n = static_cast<std::size_t>(static_cast<const std::uint8_t*>(nul) - at_);
    const std::string_view bytes(reinterpret_cast<const char*>(at_), n);
    at_ += n + 1;
    return bytes;
  }

  std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - at_); }
  std::size_t used() const noexcept { return static_cast<std::size_t>(at_ - begin_); }
  bool ok() const noexcept { return need_ == 0; }
  std::size_t need() const noexcept { return need_; }  // size of the fetch that failed, 0 when none did
  std::size_t had() const noexcept { return had_; }    // and how many bytes were there for it

 private:
  void fail(std::size_t need) noexcept {
    if (need_ == 0) {
      need_ = need == 0 ? 1 : need;
      had_ = left();
    }
    end_ = at_;
  }

  const std::uint8_t* begin_;
  const std::uint8_t* at_;
  const std::uint8_t* end_;
  std::size_t need_ = 0;
  std::size_t had_ = 0;
};

}  // namespace knox

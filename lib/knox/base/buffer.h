// Buffer: bytes that are written one after the other, the reverse of Cursor. It keeps its memory, so that who
// uses it again and again (clear) allocates nothing once it has grown.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "knox/base/cursor.h"
#include "knox/base/inline.h"

namespace knox {

// As load_big(), the other way.
template <std::unsigned_integral T>
void store_big(std::uint8_t* at, T value) noexcept {
  if constexpr (std::endian::native == std::endian::little && sizeof(T) > 1) value = std::byteswap(value);
  std::memcpy(at, &value, sizeof value);
}

class Buffer {
 public:
  void clear() noexcept { size_ = 0; }
  // Takes back what was written behind the first `size` bytes.
  void cut(std::size_t size) noexcept { size_ = size < size_ ? size : size_; }

  template <std::unsigned_integral T>
  KNOX_INLINE void put(T value) {
    store_big(grow(sizeof value), value);
  }
  KNOX_INLINE void put(std::string_view bytes) {
    std::uint8_t* const at = grow(bytes.size());
    if (!bytes.empty()) std::memcpy(at, bytes.data(), bytes.size());
  }
  // Overwrites an integer that was written at `place`.
  template <std::unsigned_integral T>
  void put_at(std::size_t place, T value) noexcept {
    store_big(memory_.data() + place, value);
  }

  std::size_t size() const noexcept { return size_; }
  Bytes bytes() const noexcept { return {memory_.data(), size_}; }  // good until the next change

 private:
  KNOX_INLINE std::uint8_t* grow(std::size_t more) {
    const std::size_t begin = size_;
    size_ += more;
    if (size_ > memory_.size()) [[unlikely]]
      memory_.resize(2 * size_ + 64);
    return memory_.data() + begin;
  }

  std::vector<std::uint8_t> memory_;
  std::size_t size_ = 0;
};

}  // namespace knox

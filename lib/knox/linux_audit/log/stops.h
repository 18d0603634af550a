// Stops: the bytes of a text at which keys and values can end: white space and controls, '=' and '"'. They
// are looked for a block at a time; looking for the end of each key and value in turn takes more than twice
// as long.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "knox/base/block_mask.h"

namespace knox::linux_audit {

KNOX_INLINE std::uint64_t stop_mask(const char* bytes) noexcept {
  return block_mask<' ', '=', '"'>(bytes);
}

class Stops {
 public:
  // Of [begin, end). From `front` on there are bytes that can be read.
  Stops(const char* front, const char* begin, const char* end) noexcept : front_(front), end_(end) {
    seek(begin);
  }

  // The next one from there on is the first at or behind `at`.
  KNOX_INLINE void seek(const char* at) noexcept {
    block_ = at;
    mask_ = load(front_, at, end_);
  }

  // The end when there are no more, and then for ever.
  KNOX_INLINE const char* next() noexcept {
    while (mask_ == 0) {
      if (static_cast<std::size_t>(end_ - block_) <= kMaskBlock) return end_;
      block_ += kMaskBlock;
      mask_ = load(front_, block_, end_);
    }
    const char* const stop = block_ + static_cast<unsigned>(std::countr_zero(mask_));
    mask_ &= mask_ - 1;
    return stop;
  }

 private:
  // Not inlined, so that what calls next() has the registers for itself.
  static std::uint64_t load(const char* front, const char* block, const char* end) noexcept;

  const char* front_;
  const char* end_;
  const char* block_ = nullptr;
  std::uint64_t mask_ = 0;  // the stops in the block that were not given out
};

}  // namespace knox::linux_audit

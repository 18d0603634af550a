// Stops: the bytes of a text at which keys and values can end: white space and controls, '=' and '"'. They
// are found 64 at a time, without a branch, so that a processor can be ahead of who asks for them; looking
// for the end of each key and value in turn takes more than twice as long.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "knox/base/inline.h"

namespace knox::linux_audit {

constexpr std::size_t kStopBlock = 64;

// Bit i says whether byte i of these 64 is a stop. On every machine.
inline std::uint64_t stop_mask_by_words(const char* bytes) noexcept {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kLows = kOnes * 0x7f;
  // The high bit of each byte that is less than c, or equal to it. No carry leaves a byte.
  const auto less = [](std::uint64_t word, std::uint64_t c) {
    return ~(((word & kLows) + kOnes * (0x80 - c)) | word) & ~kLows;
  };
  const auto equal = [&](std::uint64_t word, char c) {
    return less(word ^ (kOnes * static_cast<std::uint8_t>(c)), 1);
  };
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < kStopBlock; i += 8) {
    std::uint64_t word;
    std::memcpy(&word, bytes + i, 8);
    if constexpr (std::endian::native == std::endian::big) word = std::byteswap(word);
    const std::uint64_t hits = less(word, ' ' + 1) | equal(word, '=') | equal(word, '"');
    mask |= ((hits >> 7) * 0x0102040810204080 >> 56) << i;  // gathers one bit of each byte
  }
  return mask;
}

KNOX_INLINE std::uint64_t stop_mask(const char* bytes) noexcept {
#ifdef __SSE2__
  const auto mask16 = [](const char* at) {
    const __m128i word = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i space = _mm_cmpeq_epi8(_mm_min_epu8(word, _mm_set1_epi8(' ')), word);
    const __m128i sign =
        _mm_or_si128(_mm_cmpeq_epi8(word, _mm_set1_epi8('=')), _mm_cmpeq_epi8(word, _mm_set1_epi8('"')));
    return static_cast<std::uint64_t>(
        static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_or_si128(space, sign))));
  };
  return mask16(bytes) | mask16(bytes + 16) << 16 | mask16(bytes + 32) << 32 | mask16(bytes + 48) << 48;
#else
  return stop_mask_by_words(bytes);
#endif
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
      if (static_cast<std::size_t>(end_ - block_) <= kStopBlock) return end_;
      block_ += kStopBlock;
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

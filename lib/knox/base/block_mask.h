// Which bytes of a block of 64 are of some kind: UpTo and all below it, if that is not negative, and the
// characters Chars. The answer is a number, whose bit i stands for byte i. 64 bytes at a time, without a
// branch, a processor can be ahead of who asks.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#include "knox/base/inline.h"

namespace knox {

constexpr std::size_t kMaskBlock = 64;

// On every machine.
template <int UpTo, char... Chars>
std::uint64_t block_mask_by_words(const char* bytes) noexcept {
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
  for (std::size_t i = 0; i < kMaskBlock; i += 8) {
    std::uint64_t word;
    std::memcpy(&word, bytes + i, 8);
    if constexpr (std::endian::native == std::endian::big) word = std::byteswap(word);
    const std::uint64_t hits = (UpTo >= 0 ? less(word, UpTo + 1) : 0) | (equal(word, Chars) | ...);
    mask |= ((hits >> 7) * 0x0102040810204080 >> 56) << i;  // gathers one bit of each byte
  }
  return mask;
}

template <int UpTo, char... Chars>
KNOX_INLINE std::uint64_t block_mask(const char* bytes) noexcept {
#if defined(__SSE2__)
  const auto mask16 = [](const char* at) KNOX_INLINE_LAMBDA {
    const __m128i word = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    __m128i hit =
        UpTo >= 0 ? _mm_cmpeq_epi8(_mm_min_epu8(word, _mm_set1_epi8(UpTo)), word) : _mm_setzero_si128();
    ((hit = _mm_or_si128(hit, _mm_cmpeq_epi8(word, _mm_set1_epi8(Chars)))), ...);
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(hit)));
  };
  return mask16(bytes) | mask16(bytes + 16) << 16 | mask16(bytes + 32) << 32 | mask16(bytes + 48) << 48;
#elif defined(__aarch64__)
  const auto bits16 = [](const char* at) KNOX_INLINE_LAMBDA {
    constexpr std::uint8_t kBits[] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t word = vld1q_u8(reinterpret_cast<const std::uint8_t*>(at));
    uint8x16_t hit = UpTo >= 0 ? vcleq_u8(word, vdupq_n_u8(static_cast<std::uint8_t>(UpTo))) : vdupq_n_u8(0);
    ((hit = vorrq_u8(hit, vceqq_u8(word, vdupq_n_u8(static_cast<std::uint8_t>(Chars))))), ...);
    return vandq_u8(hit, vld1q_u8(kBits));
  };
  // Sums of neighbours: three times, and eight bytes with a bit each have become one.
  const uint8x16_t low = vpaddq_u8(bits16(bytes), bits16(bytes + 16));
  const uint8x16_t high = vpaddq_u8(bits16(bytes + 32), bits16(bytes + 48));
  const uint8x16_t all = vpaddq_u8(low, high);
  return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(all, all)), 0);
#else
  return block_mask_by_words<UpTo, Chars...>(bytes);
#endif
}

// Of the block at `at`, as far as it is before `end`; [front, end) can be read. `mask` is one of the above.
KNOX_INLINE std::uint64_t mask_before(const char* front, const char* at, const char* end,
                                      auto mask) noexcept {
  const auto left = static_cast<std::size_t>(end - at);
  if (left >= kMaskBlock) [[likely]]
    return mask(at);
  if (left == 0) return 0;
  // A block that ends where the text does is read faster than one that has to be filled up.
  if (static_cast<std::size_t>(end - front) >= kMaskBlock) {
    return mask(end - kMaskBlock) >> (kMaskBlock - left);
  }
  char bytes[kMaskBlock] = {};
  std::memcpy(bytes, at, left);
  return mask(bytes) & ((std::uint64_t{1} << left) - 1);
}

}  // namespace knox

// The fast half of every escaper: how many bytes at the front of a string can be copied as they are.
#pragma once

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "knox/base/inline.h"

namespace knox {

namespace detail {

#ifdef __SSE2__
// One bit for each of 16 bytes that is a control, not ASCII (negative as a signed char), or Special.
template <char... Special>
KNOX_INLINE unsigned special_bits(__m128i bytes) noexcept {
  __m128i hit = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));
  hit = _mm_or_si128(hit, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7f)));
  ((hit = _mm_or_si128(hit, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(Special)))), ...);
  return static_cast<unsigned>(_mm_movemask_epi8(hit));
}
#endif

// The high bit of each byte of the word that is a control, not ASCII, or Special. Bytes above a true
// hit can be hit falsely; the lowest one is always true.
template <char... Special>
KNOX_INLINE std::uint64_t special_bytes(std::uint64_t word) noexcept {
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  const auto equal = [&](char c) KNOX_INLINE_LAMBDA {
    const std::uint64_t x = word ^ (kOnes * static_cast<std::uint8_t>(c));
    return (x - kOnes) & ~x;
  };
  const std::uint64_t controls = ((word - kOnes * 0x20) & ~word) | equal(0x7f);
  return (word | controls | (equal(Special) | ...)) & (kOnes * 0x80);
}

}  // namespace detail

// Copies bytes from `from` to `to` up to the first one that is a control, not ASCII, or Special, and
// returns how many. Writes up to 15 bytes more than it returns, but never more than from.size().
template <char... Special>
KNOX_INLINE std::size_t copy_plain(std::string_view from, char* to) noexcept {
  const std::size_t n = from.size();
  std::size_t i = 0;
#ifdef __SSE2__
  for (; i + 16 <= n; i += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from.data() + i));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + i), bytes);
    const unsigned hit = detail::special_bits<Special...>(bytes);
    if (hit != 0) return i + static_cast<std::size_t>(std::countr_zero(hit));
  }
#endif
  if constexpr (std::endian::native == std::endian::little) {
    if (n >= 8) {
      const auto copy_word = [&](std::size_t at) KNOX_INLINE_LAMBDA {
        std::uint64_t word;
        std::memcpy(&word, from.data() + at, 8);
        std::memcpy(to + at, &word, 8);
        return detail::special_bytes<Special...>(word);
      };
      for (; i + 8 <= n; i += 8) {
        const std::uint64_t hit = copy_word(i);
        if (hit != 0) return i + static_cast<std::size_t>(std::countr_zero(hit)) / 8;
      }
      if (i == n) return n;
      const std::uint64_t hit = copy_word(n - 8);  // again some bytes that are known to be plain
      return hit == 0 ? n : n - 8 + static_cast<std::size_t>(std::countr_zero(hit)) / 8;
    }
    if (n >= 4) {
      std::uint32_t front, back;
      std::memcpy(&front, from.data(), 4);
      std::memcpy(&back, from.data() + n - 4, 4);
      std::memcpy(to, &front, 4);
      std::memcpy(to + n - 4, &back, 4);
      const std::uint64_t hit = detail::special_bytes<Special...>(front | std::uint64_t{back} << 32);
      if (hit == 0) return n;
      const std::size_t at = static_cast<std::size_t>(std::countr_zero(hit)) / 8;
      return at < 4 ? at : n - 8 + at;
    }
  }
  for (; i < n; ++i) {
    const char c = from[i];
    const auto byte = static_cast<std::uint8_t>(c);
    if (byte < 0x20 || byte >= 0x7f || ((c == Special) || ...)) return i;
    to[i] = c;
  }
  return i;
}

}  // namespace knox

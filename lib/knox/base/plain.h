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

// How many bytes at the front of these are none of the others: controls, not ASCII, Special.
#ifdef __SSE2__
template <char... Special>
KNOX_INLINE unsigned plain_bytes(__m128i bytes) noexcept {
  __m128i hit = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));  // what is not ASCII is negative
  hit = _mm_or_si128(hit, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7f)));
  ((hit = _mm_or_si128(hit, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(Special)))), ...);
  return static_cast<unsigned>(std::countr_zero(static_cast<unsigned>(_mm_movemask_epi8(hit)) | 0x10000));
}
#endif

template <char... Special>
KNOX_INLINE unsigned plain_bytes(std::uint64_t word) noexcept {
#ifdef __SSE2__
  const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(&word));
  return plain_bytes<Special...>(bytes);  // no more than 8, since zeros follow
#else
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  const auto equal = [&](char c) KNOX_INLINE_LAMBDA {
    const std::uint64_t x = word ^ (kOnes * static_cast<std::uint8_t>(c));
    return (x - kOnes) & ~x;
  };
  // The high bits of those that are others. Above a true one there can be false ones.
  const std::uint64_t controls = ((word - kOnes * 0x20) & ~word) | equal(0x7f);
  const std::uint64_t hit = (word | controls | (equal(Special) | ...)) & (kOnes * 0x80);
  return static_cast<unsigned>(std::countr_zero(hit)) / 8;
#endif
}

}  // namespace detail

// Copies bytes from `from` to `to` up to the first one that is a control, not ASCII, or Special, and
// returns how many. Writes up to 15 bytes more than it returns, but never more than from.size().
template <char... Special>
KNOX_INLINE std::size_t copy_plain(std::string_view from, char* to) noexcept {
  const std::size_t n = from.size();
  std::size_t i = 0;
  // What is less than a block is in two halves, the first bytes and the last ones, some of which may be the
  // same.
  const auto in_halves = [n](unsigned at, unsigned half) { return at < half ? at : n - 2 * half + at; };
#ifdef __SSE2__
  if (n >= 16) {
    const auto copy_block = [&](std::size_t at) KNOX_INLINE_LAMBDA {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from.data() + at));
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to + at), bytes);
      return detail::plain_bytes<Special...>(bytes);
    };
    for (; i + 16 <= n; i += 16) {
      if (const unsigned plain = copy_block(i); plain < 16) return i + plain;
    }
    if (i == n) return n;
    return n - 16 + copy_block(n - 16);  // again some bytes that are known to be plain
  }
  if (n >= 8) {
    const __m128i front = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from.data()));
    const __m128i back = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from.data() + n - 8));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to), front);
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to + n - 8), back);
    return in_halves(detail::plain_bytes<Special...>(_mm_unpacklo_epi64(front, back)), 8);
  }
#else
  if constexpr (std::endian::native == std::endian::little) {
    if (n >= 8) {
      const auto copy_word = [&](std::size_t at) KNOX_INLINE_LAMBDA {
        std::uint64_t word;
        std::memcpy(&word, from.data() + at, 8);
        std::memcpy(to + at, &word, 8);
        return detail::plain_bytes<Special...>(word);
      };
      for (; i + 8 <= n; i += 8) {
        if (const unsigned plain = copy_word(i); plain < 8) return i + plain;
      }
      return i == n ? n : n - 8 + copy_word(n - 8);
    }
  }
#endif
  if constexpr (std::endian::native == std::endian::little) {
    if (n >= 4) {
      std::uint32_t front, back;
      std::memcpy(&front, from.data(), 4);
      std::memcpy(&back, from.data() + n - 4, 4);
      std::memcpy(to, &front, 4);
      std::memcpy(to + n - 4, &back, 4);
      return in_halves(detail::plain_bytes<Special...>(front | std::uint64_t{back} << 32), 4);
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

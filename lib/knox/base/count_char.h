// How often a character is in a text, a block of it at a time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace knox {

inline std::uint64_t count_char(std::string_view text, char c) noexcept {
  std::uint64_t count = 0;
  std::size_t at = 0;
#ifdef __SSE2__
  const __m128i wanted = _mm_set1_epi8(c), zero = _mm_setzero_si128();
  constexpr std::size_t kBlock = 16, kMostBlocks = 255;  // of which a byte can count
  while (text.size() - at >= kBlock) {
    const std::size_t blocks = std::min((text.size() - at) / kBlock, kMostBlocks);
    __m128i counts = zero;  // of each byte of a block
    for (std::size_t i = 0; i < blocks; ++i, at += kBlock) {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
      counts = _mm_sub_epi8(counts, _mm_cmpeq_epi8(bytes, wanted));
    }
    std::uint64_t sums[2];
    const __m128i added = _mm_sad_epu8(counts, zero);
    std::memcpy(sums, &added, sizeof sums);
    count += sums[0] + sums[1];
  }
#endif
  return count + static_cast<std::uint64_t>(std::ranges::count(text.substr(at), c));
}

}  // namespace knox

#include "knox/base/find_text.h"

#include <bit>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace knox {

std::size_t find_text(std::string_view in, std::string_view text) noexcept {
  std::size_t at = 0;
#ifdef __SSE2__
  constexpr std::size_t kBlock = 16, kBlocks = 4;
  const __m128i first = _mm_set1_epi8(text.front()), last = _mm_set1_epi8(text.back());
  const auto hits = [&](const char* from) {
    const auto load = [](const char* p) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p)); };
    return _mm_and_si128(_mm_cmpeq_epi8(load(from), first),
                         _mm_cmpeq_epi8(load(from + text.size() - 1), last));
  };
  for (; in.size() - at >= kBlocks * kBlock + text.size(); at += kBlocks * kBlock) {
    const char* const from = in.data() + at;
    __m128i found[kBlocks];
    for (std::size_t i = 0; i < kBlocks; ++i) found[i] = hits(from + i * kBlock);
    const __m128i any = _mm_or_si128(_mm_or_si128(found[0], found[1]), _mm_or_si128(found[2], found[3]));
    if (_mm_movemask_epi8(any) == 0) [[likely]]
      continue;
    for (std::size_t i = 0; i < kBlocks; ++i) {
      for (auto mask = static_cast<unsigned>(_mm_movemask_epi8(found[i])); mask != 0; mask &= mask - 1) {
        const std::size_t place = at + i * kBlock + static_cast<std::size_t>(std::countr_zero(mask));
        if (std::memcmp(in.data() + place, text.data(), text.size()) == 0) return place;
      }
    }
  }
#endif
  return in.find(text, at);
}

}  // namespace knox

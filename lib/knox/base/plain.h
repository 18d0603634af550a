// The fast half of every escaper: how many bytes at the front of a string can be copied as they are.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace knox {

// Copies bytes from `from` to `to` up to the first one that is a control, not ASCII, or equal to A, B or C,
// and returns how many. Writes up to 7 bytes more than it returns, so `to` needs from.size() + 8 of room.
template <char A, char B, char C>
inline std::size_t copy_plain(std::string_view from, char* to) noexcept {
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  constexpr std::uint64_t kHighs = 0x8080808080808080u;
  const auto equal = [](std::uint64_t word, char c) {  // the high bit of each byte equal to c (or false hit
    const std::uint64_t x = word ^ (kOnes * static_cast<std::uint8_t>(c));  // above a true one)
    return (x - kOnes) & ~x;
  };
  std::size_t i = 0;
  if constexpr (std::endian::native == std::endian::little) {
    for (; i + 8 <= from.size(); i += 8) {
      std::uint64_t word;
      std::memcpy(&word, from.data() + i, 8);
      std::memcpy(to + i, &word, 8);
      std::uint64_t hit = word | ((word - kOnes * 0x20) & ~word) | equal(word, A) | equal(word, B);
      hit |= equal(word, C) | equal(word, 0x7f);
      hit &= kHighs;
      if (hit != 0) return i + static_cast<std::size_t>(std::countr_zero(hit)) / 8;
    }
  }
  for (; i < from.size(); ++i) {
    const char c = from[i];
    const auto byte = static_cast<std::uint8_t>(c);
    if (byte < 0x20 || byte >= 0x7f || c == A || c == B || c == C) return i;
    to[i] = c;
  }
  return i;
}

}  // namespace knox

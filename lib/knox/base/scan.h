// What reading a line is made of: looking for the end of a word, and reading decimal numbers. All of it stays
// inside of [at, end).
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "knox/base/inline.h"

namespace knox {

inline std::string_view between(const char* begin, const char* end) noexcept {
  return {begin, static_cast<std::size_t>(end - begin)};
}

constexpr bool is_space(char c) noexcept {
  return static_cast<unsigned char>(c) <= ' ';
}
constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}
constexpr bool is_capital(char c) noexcept {
  return c >= 'A' && c <= 'Z';
}

// The first byte that is one of `Chars`, or, where `Spaces` are looked for, white space or a control; end:
// there is none.
template <bool Spaces, char... Chars>
KNOX_INLINE const char* find_first(const char* at, const char* end) noexcept {
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  constexpr std::uint64_t kHighs = 0x8080808080808080u;
  if constexpr (std::endian::native == std::endian::little) {
    for (; end - at >= 8; at += 8) {
      std::uint64_t word;
      std::memcpy(&word, at, 8);
      // The lowest high bit that is set belongs to the first hit; above it there can be false ones.
      std::uint64_t hit = Spaces ? (word - kOnes * (' ' + 1)) & ~word : 0;
      const auto look_for = [&](char c) {
        const std::uint64_t x = word ^ (kOnes * static_cast<std::uint8_t>(c));
        hit |= (x - kOnes) & ~x;
      };
      (look_for(Chars), ...);
      hit &= kHighs;
      if (hit != 0) return at + std::countr_zero(hit) / 8;
    }
  }
  while (at < end && !(Spaces && is_space(*at)) && ((*at != Chars) && ...)) ++at;
  return at;
}

// Over longer distances.
KNOX_INLINE const char* find_char(const char* at, const char* end, char c) noexcept {
  const void* found = at < end ? std::memchr(at, c, static_cast<std::size_t>(end - at)) : nullptr;
  return found == nullptr ? end : static_cast<const char*>(found);
}

KNOX_INLINE const char* find_space(const char* at, const char* end) noexcept {
  return find_first<true>(at, end);
}

KNOX_INLINE const char* skip_spaces(const char* at, const char* end) noexcept {
  while (at < end && is_space(*at)) ++at;
  return at;
}

// Whether `word` stands at `at`.
template <std::size_t N>
KNOX_INLINE bool starts_with(const char* at, const char* end, const char (&word)[N]) noexcept {
  return static_cast<std::size_t>(end - at) >= N - 1 && std::memcmp(at, word, N - 1) == 0;
}

template <class Word>
KNOX_INLINE Word load(const char* from) noexcept {
  Word word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

// A text of up to eight bytes as a number, that can stand behind `case`.
constexpr std::uint64_t word_of(std::string_view text) noexcept {
  std::uint64_t word = 0;
  for (const char c : text) word = word << 8 | static_cast<std::uint8_t>(c);
  return word;
}

// The same of one to eight bytes that end at `end`, where there are eight in front of it that can be read.
KNOX_INLINE std::uint64_t word_before(const char* end, std::size_t size) noexcept {
  auto word = load<std::uint64_t>(end - 8);
  if constexpr (std::endian::native == std::endian::little) word = std::byteswap(word);
  return word & ~std::uint64_t{0} >> 8 * (8 - size);
}

// a == b for keys: most are short, and no function needs to be called for them.
KNOX_INLINE bool is_same_text(std::string_view a, std::string_view b) noexcept {
  const std::size_t size = a.size();
  if (size != b.size()) return false;
  const auto is_same = [&]<class Word>(Word) KNOX_INLINE_LAMBDA {
    const std::size_t last = size - sizeof(Word);
    return load<Word>(a.data()) == load<Word>(b.data()) &&
           load<Word>(a.data() + last) == load<Word>(b.data() + last);
  };
  if (size > 16) return a == b;
  if (size >= 8) return is_same(std::uint64_t{});
  if (size >= 4) return is_same(std::uint32_t{});
  if (size >= 2) return is_same(std::uint16_t{});
  return size == 0 || a.front() == b.front();
}

// Whether all of 1 to 16 bytes are digits. Looks at the first ones and the last ones, which may be the same.
KNOX_INLINE bool are_digits(std::string_view text) noexcept {
  const auto are = [&]<class Word>(Word) KNOX_INLINE_LAMBDA {
    constexpr auto kOnes = static_cast<Word>(0x0101010101010101u);
    const auto high_halves = [](Word word) { return word & kOnes * 0xf0; };
    const auto are_all = [&](Word word) {
      return high_halves(word) == kOnes * '0' && high_halves(word + kOnes * 6) == kOnes * '0';
    };
    return are_all(load<Word>(text.data())) && are_all(load<Word>(text.data() + text.size() - sizeof(Word)));
  };
  if (text.size() >= 8) return are(std::uint64_t{});
  if (text.size() >= 4) return are(std::uint32_t{});
  return is_digit(text.front()) && is_digit(text[text.size() / 2]) && is_digit(text.back());
}

// Up to eight decimal digits at once, of at least eight bytes. Returns how many there are.
KNOX_INLINE unsigned read_eight(const char* at, std::uint64_t& value) noexcept {
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  std::uint64_t word;
  std::memcpy(&word, at, 8);
  if constexpr (std::endian::native == std::endian::big) word = std::byteswap(word);
  std::uint64_t digits = word - kOnes * '0';
  const std::uint64_t others = (digits | (digits + kOnes * 0x76)) & kOnes * 0x80;  // the lowest one is true
  const unsigned count = static_cast<unsigned>(std::countr_zero(others)) / 8;
  if (count == 0) {
    value = 0;
    return 0;
  }
  digits <<= 8 * (8 - count);  // as if there were zeros in front
  // Neighbours become pairs, pairs fours, and fours the number.
  constexpr std::uint64_t kMask = 0x000000ff000000ff;
  const std::uint64_t pairs = digits * 10 + (digits >> 8);
  value = ((pairs & kMask) * 0x000f424000000064 + ((pairs >> 16) & kMask) * 0x0000271000000001) >> 32;
  return count;
}

// Reads digits; `value` saturates. Returns the position behind them, `at` itself when there are none.
KNOX_INLINE const char* read_decimal(const char* at, const char* end, std::uint64_t& value) noexcept {
  constexpr std::uint32_t kPowers[] = {1, 10, 100, 1000, 10'000, 100'000, 1'000'000, 10'000'000};
  constexpr std::uint64_t kAlmostTooMuch = 1'000'000'000'000'000'000;
  std::uint64_t v = 0;
  if (end - at >= 16) [[likely]] {
    const unsigned count = read_eight(at, v);
    if (count < 8) {
      value = v;
      return at + count;
    }
    std::uint64_t more = 0;
    if (const unsigned count_more = read_eight(at + 8, more); count_more < 8) {
      value = v * kPowers[count_more] + more;
      return at + 8 + count_more;
    }
    v = 0;
  }
  for (; at < end && is_digit(*at); ++at) {
    v = v < kAlmostTooMuch ? v * 10 + static_cast<std::uint64_t>(*at - '0') : UINT64_MAX;
  }
  value = v;
  return at;
}

}  // namespace knox

// NameMap: from a name to its place in a fixed list of names, for what is looked up in every field of every
// record. Made by the compiler: an open hash table, a quarter full, so that nearly every lookup is one
// comparison. Only the two ends of a name are hashed, eight bytes each; that tells the names of audit apart.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "knox/base/scan.h"

namespace knox::linux_audit {

template <std::size_t N>
class NameMap {
 public:
  // The names, which are static text, of the rows of a table. Of two that are the same, the first is found.
  template <class Row>
  constexpr NameMap(const std::array<Row, N>& rows, std::string_view Row::*name) {
    for (std::size_t place = 0; place < N; ++place) {
      names_[place] = rows[place].*name;
      std::size_t slot = home(names_[place]);
      while (slots_[slot] != 0) slot = (slot + 1) % kSlots;
      slots_[slot] = static_cast<std::uint16_t>(place + 1);
    }
  }

  // The name's place, or N when it is not there.
  constexpr std::size_t find(std::string_view name) const noexcept {
    for (std::size_t slot = home(name); slots_[slot] != 0; slot = (slot + 1) % kSlots) {
      const std::size_t place = slots_[slot] - 1U;
      if (is_name(place, name)) return place;
    }
    return N;
  }

 private:
  static constexpr std::size_t kSlots = std::bit_ceil(4 * N);
  static_assert(N < 0xffff);

  constexpr bool is_name(std::size_t place, std::string_view name) const noexcept {
    return std::is_constant_evaluated() ? names_[place] == name : is_same_text(names_[place], name);
  }

  static constexpr std::size_t home(std::string_view name) noexcept {
    const char* const begin = name.data();
    const char* const end = begin + name.size();
    std::uint64_t first = 0, last = 0;
    if (name.size() >= 8) {
      first = load<std::uint64_t>(begin);
      last = load<std::uint64_t>(end - 8);
    } else if (name.size() >= 4) {
      first = load<std::uint32_t>(begin);
      last = load<std::uint32_t>(end - 4);
    } else if (!name.empty()) {
      first = load<std::uint8_t>(begin) | load<std::uint8_t>(begin + name.size() / 2) << 8;
      last = load<std::uint8_t>(end - 1);
    }
    const std::uint64_t mixed = (first ^ std::rotl(last, 29) ^ name.size()) * 0x9e3779b97f4a7c15u;
    return static_cast<std::size_t>(mixed >> (64 - std::countr_zero(kSlots)));
  }

  template <class Word>
  static constexpr std::uint64_t load(const char* from) noexcept {
    Word word = 0;
    if (std::is_constant_evaluated()) {
      for (std::size_t i = 0; i < sizeof(Word); ++i) {
        const std::size_t byte = std::endian::native == std::endian::little ? i : sizeof(Word) - 1 - i;
        word |= static_cast<Word>(Word{static_cast<std::uint8_t>(from[i])} << 8 * byte);
      }
    } else {
      std::memcpy(&word, from, sizeof word);
    }
    return word;
  }

  std::array<std::uint16_t, kSlots> slots_{};  // 1 + the place, or 0
  std::array<std::string_view, N> names_{};
};

}  // namespace knox::linux_audit

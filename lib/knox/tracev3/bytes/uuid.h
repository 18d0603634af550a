// Uuid: what names images, shared caches and boots: 16 bytes, printed in the order in which they are stored,
// E955FE07-AB9D-48EC-A851-97AC5C611182.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "knox/base/cursor.h"

namespace knox::tracev3 {

struct Uuid {
  std::array<std::uint8_t, 16> bytes = {};

  auto operator<=>(const Uuid&) const noexcept = default;
  bool empty() const noexcept { return *this == Uuid(); }
};

// Of 16 bytes; fewer make the empty one.
inline Uuid uuid_of(Bytes bytes) noexcept {
  Uuid uuid;
  if (bytes.size() >= uuid.bytes.size()) std::memcpy(uuid.bytes.data(), bytes.data(), uuid.bytes.size());
  return uuid;
}

struct UuidHash {
  std::size_t operator()(const Uuid& uuid) const noexcept {
    std::uint64_t halves[2];
    std::memcpy(halves, uuid.bytes.data(), sizeof halves);
    return static_cast<std::size_t>(halves[0] ^ (halves[1] * 0x9e3779b97f4a7c15U));
  }
};

struct UuidText {
  std::array<char, 36> chars;
  std::string_view view() const noexcept { return {chars.data(), chars.size()}; }
};
inline UuidText text_of(const Uuid& uuid) noexcept {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  UuidText text;
  char* to = text.chars.data();
  for (std::size_t i = 0; i < uuid.bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *to++ = '-';
    *to++ = kDigits[uuid.bytes[i] >> 4];
    *to++ = kDigits[uuid.bytes[i] & 15];
  }
  return text;
}

}  // namespace knox::tracev3

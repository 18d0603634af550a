// UTF-8 as RFC 3629 has it (no surrogates, nothing overlong, nothing above U+10FFFF), and which characters
// may reach a terminal or a log line as they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace knox {

struct Utf8Char {
  std::uint32_t code;  // the code point; meaningless when size is 0
  std::size_t size;    // bytes of it, 1 to 4; 0: the first byte belongs to no valid character
};

// The character that `bytes` (not empty) begins with.
constexpr Utf8Char utf8_front(std::string_view bytes) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  const auto follows = [&](std::size_t i) { return i < bytes.size() && (byte(i) & 0xc0) == 0x80; };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return {first, 1};
  if (first >= 0xc2 && first <= 0xdf && follows(1)) return {(first & 0x1f) << 6 | (byte(1) & 0x3fu), 2};
  if ((first & 0xf0) == 0xe0 && follows(1) && follows(2)) {
    const std::uint32_t code = (first & 0x0f) << 12 | (byte(1) & 0x3fu) << 6 | (byte(2) & 0x3fu);
    if (code >= 0x800 && (code < 0xd800 || code > 0xdfff)) return {code, 3};
  }
  if (first >= 0xf0 && first <= 0xf4 && follows(1) && follows(2) && follows(3)) {
    const std::uint32_t code =
        (first & 0x07) << 18 | (byte(1) & 0x3fu) << 12 | (byte(2) & 0x3fu) << 6 | (byte(3) & 0x3fu);
    if (code >= 0x10000 && code <= 0x10ffff) return {code, 4};
  }
  return {0, 0};
}

// Characters that move the cursor, end a line or turn the direction of text: C0, DEL, C1, the line and
// paragraph separators, the bidirectional marks, embeddings, overrides and isolates, and the invisible ones.
constexpr bool is_unsafe_char(std::uint32_t code) noexcept {
  return code < 0x20 || (code >= 0x7f && code <= 0x9f) || code == 0x61c ||
         (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
         (code >= 0x2060 && code <= 0x206f) || code == 0xfeff || (code >= 0xfff9 && code <= 0xfffb) ||
         (code >= 0xe0000 && code <= 0xe007f);
}

}  // namespace knox

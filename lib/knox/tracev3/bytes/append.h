// Small pieces of text, added to a message.
#pragma once

#include <charconv>
#include <concepts>
#include <string>
#include <string_view>

#include "knox/base/cursor.h"

namespace knox::tracev3 {

template <std::integral T>
void append_decimal(T value, std::string& text) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  text.append(digits, end);
}

// Lower case, without 0x; at least `digits` of them.
void append_hex(std::uint64_t value, std::string& text, int digits = 1);
// Decimal, at least `digits` of them, zeros in front.
void append_padded(std::uint64_t value, int digits, std::string& text);
// "DE AD BE EF": upper case, `between` between the bytes.
void append_hex_bytes(Bytes bytes, std::string_view between, std::string& text);
// RFC 4648 with padding.
void append_base64(Bytes bytes, std::string& text);
// Bytes of any kind: U+FFFD for every byte that is not part of a character in UTF-8.
void append_utf8(std::string_view bytes, std::string& text);
// One character; U+FFFD where the number is of none.
void append_character(std::uint32_t code, std::string& text);

}  // namespace knox::tracev3

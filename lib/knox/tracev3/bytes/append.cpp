#include "knox/tracev3/bytes/append.h"

#include <algorithm>
#include <cstring>

#include "knox/base/out.h"
#include "knox/base/utf8.h"

namespace knox::tracev3 {

namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

std::size_t ascii_size(std::string_view bytes) {
  std::size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data() + i, 8);
    if (word & 0x8080808080808080u) break;
  }
  while (i < bytes.size() && static_cast<std::uint8_t>(bytes[i]) < 0x80) ++i;
  return i;
}

}  // namespace

void append_hex(std::uint64_t value, std::string& text, int digits) {
  char hex[16];
  const auto size = static_cast<int>(put_hex(hex, value) - hex);
  if (size < digits) text.append(static_cast<std::size_t>(digits - size), '0');
  text.append(hex, static_cast<std::size_t>(size));
}

void append_padded(std::uint64_t value, int digits, std::string& text) {
  char decimal[20];
  const auto size = static_cast<int>(put_decimal(decimal, value) - decimal);
  if (size < digits) text.append(static_cast<std::size_t>(digits - size), '0');
  text.append(decimal, static_cast<std::size_t>(size));
}

void append_hex_bytes(Bytes bytes, std::string_view between, std::string& text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  bool is_first = true;
  for (const std::uint8_t byte : bytes) {
    if (!is_first) text += between;
    is_first = false;
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
}

void append_base64(Bytes bytes, std::string& text) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t here = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) group = group << 8 | (j < here ? bytes[i + j] : 0u);
    for (std::size_t j = 0; j < 4; ++j) text += j <= here ? kDigits[group >> (18 - 6 * j) & 63] : '=';
  }
}

void append_utf8(std::string_view bytes, std::string& text) {
  while (!bytes.empty()) {
    const std::size_t ascii = ascii_size(bytes);
    text += bytes.substr(0, ascii);
    bytes.remove_prefix(ascii);
    if (bytes.empty()) return;
    const std::size_t size = utf8_front(bytes).size;
    text += size == 0 ? kReplacement : bytes.substr(0, size);
    bytes.remove_prefix(std::max<std::size_t>(size, 1));
  }
}

void append_character(std::uint32_t code, std::string& text) {
  const auto byte = [&](std::uint32_t value) { text += static_cast<char>(value); };
  if (code < 0x80) return byte(code);
  if (code < 0x800) {
    byte(0xc0 | code >> 6);
  } else if (code >= 0xd800 && code <= 0xdfff) {
    text += kReplacement;
    return;
  } else if (code < 0x10000) {
    byte(0xe0 | code >> 12);
    byte(0x80 | (code >> 6 & 63));
  } else if (code < 0x110000) {
    byte(0xf0 | code >> 18);
    byte(0x80 | (code >> 12 & 63));
    byte(0x80 | (code >> 6 & 63));
  } else {
    text += kReplacement;
    return;
  }
  byte(0x80 | (code & 63));
}

}  // namespace knox::tracev3

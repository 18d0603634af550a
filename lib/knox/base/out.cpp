#include "knox/base/out.h"

#include <algorithm>

namespace knox {

namespace {

int decimal_digits(std::uint64_t value) noexcept {
  int digits = 1;
  for (;;) {
    if (value < 10) return digits;
    if (value < 100) return digits + 1;
    if (value < 1000) return digits + 2;
    if (value < 10000) return digits + 3;
    value /= 10000;
    digits += 4;
  }
}

}  // namespace

char* put_decimal(char* at, std::uint64_t value) noexcept {
  char* const end = at + decimal_digits(value);
  char* p = end;
  while (value >= 100) {
    p -= 2;
    std::memcpy(p, kDigitPairs + value % 100 * 2, 2);
    value /= 100;
  }
  if (value >= 10) {
    std::memcpy(p - 2, kDigitPairs + value * 2, 2);
  } else {
    p[-1] = static_cast<char>('0' + value);
  }
  return end;
}

char* put_hex(char* at, std::uint64_t value) noexcept {
  int shift = 0;
  while (shift < 60 && value >> (shift + 4) != 0) shift += 4;
  for (; shift >= 0; shift -= 4) *at++ = kHexDigits[value >> shift & 15];
  return at;
}

char* put_octal(char* at, std::uint64_t value) noexcept {
  int shift = 0;
  while (shift < 63 && value >> (shift + 3) != 0) shift += 3;
  for (; shift >= 0; shift -= 3) *at++ = static_cast<char>('0' + (value >> shift & 7));
  return at;
}

bool Out::flush() {
  const std::string_view block(memory_.get(), pending());
  at_ = memory_.get();
  if (ok_ && !block.empty()) ok_ = writer_.write(block);
  return ok_;
}

char* Pen::make_room(Out& out, char* at) {
  out.at_ = at;
  out.flush();
  return out.at_;
}

void Out::text(std::string_view s) {
  Pen pen(*this);
  while (!s.empty()) {
    const std::size_t n = std::min(s.size(), kMaxRoom);
    pen.room(n);
    pen.put(s.substr(0, n));
    s.remove_prefix(n);
  }
}

void Out::hex_bytes(std::string_view bytes) {
  Pen pen(*this);
  while (!bytes.empty()) {
    const std::size_t n = std::min(bytes.size(), kMaxRoom / 2);
    pen.room(2 * n);
    for (const char c : bytes.substr(0, n)) pen.hex_byte(static_cast<std::uint8_t>(c));
    bytes.remove_prefix(n);
  }
}

}  // namespace knox

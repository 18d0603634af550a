#include "knox/base/out.h"

#include <algorithm>
#include <array>
#include <bit>

namespace knox {

namespace {

constexpr auto kPowersOfTen = [] {
  std::array<std::uint64_t, 20> powers{};
  std::uint64_t power = 1;
  for (std::uint64_t& p : powers) {
    p = power;
    power *= 10;
  }
  return powers;
}();

int decimal_digits(std::uint64_t value) noexcept {
  value |= 1;
  const int guess = static_cast<int>(std::bit_width(value)) * 1233 >> 12;  // log10(2) = 1233 / 4096, nearly
  return guess + (value >= kPowersOfTen[static_cast<std::size_t>(guess)] ? 1 : 0);
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
  int digits = (static_cast<int>(std::bit_width(value | 1)) + 3) / 4;
  while (digits-- > 0) *at++ = kHexDigits[value >> (4 * digits) & 15];
  return at;
}

char* put_octal(char* at, std::uint64_t value) noexcept {
  int digits = (static_cast<int>(std::bit_width(value | 1)) + 2) / 3;
  while (digits-- > 0) *at++ = static_cast<char>('0' + (value >> (3 * digits) & 7));
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

void Out::long_text(std::string_view s) {
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

#include "knox/base/out.h"

#include <algorithm>
#include <array>
#include <bit>

#include "knox/base/cursor.h"

namespace knox {

namespace {

char* put_pair(char* at, std::uint32_t value) noexcept {  // below 100
  std::memcpy(at, kDigitPairs + std::size_t{2} * value, 2);
  return at + 2;
}

char* put_four(char* at, std::uint32_t value) noexcept {  // below 10,000
  return put_pair(put_pair(at, value / 100), value % 100);
}

// Below 10,000, without zeros in front.
char* put_short(char* at, std::uint32_t value) noexcept {
  if (value >= 1000) return put_four(at, value);
  if (value >= 100) {
    *at = static_cast<char>('0' + value / 100);
    return put_pair(at + 1, value % 100);
  }
  if (value >= 10) return put_pair(at, value);
  *at = static_cast<char>('0' + value);
  return at + 1;
}

}  // namespace

// Four digits at a time, since a division waits for the one before it.
char* put_decimal(char* at, std::uint64_t value) noexcept {
  constexpr std::uint32_t kFour = 10'000, kEight = kFour * kFour;
  if (value >= kEight) {
    at = put_decimal(at, value / kEight);
    const auto low = static_cast<std::uint32_t>(value % kEight);
    return put_four(put_four(at, low / kFour), low % kFour);
  }
  const auto all = static_cast<std::uint32_t>(value);
  return all < kFour ? put_short(at, all) : put_four(put_short(at, all / kFour), all % kFour);
}

char* put_hex(char* at, std::uint64_t value) noexcept {
  int digits = (static_cast<int>(std::bit_width(value | 1)) + 3) / 4;
  while (digits-- > 0) *at++ = kHexDigits[value >> (4 * digits) & 15];
  return at;
}

char* put_all_hex(char* at, std::uint64_t value) noexcept {
  for (int pair = 14; pair >= 0; pair -= 2, value >>= 8)
    std::memcpy(at + pair, &kHexPairs[2 * (value & 0xff)], 2);
  return at + 16;
}

char* put_octal(char* at, std::uint64_t value) noexcept {
  int digits = (static_cast<int>(std::bit_width(value | 1)) + 2) / 3;
  while (digits-- > 0) *at++ = static_cast<char>('0' + (value >> (3 * digits) & 7));
  return at;
}

bool Out::flush() {
  const std::string_view block(memory_.get(), pending());
  const auto whole = static_cast<std::size_t>(record_ - memory_.get());
  at_ = record_ = memory_.get();
  if (!ok_) {
    dropped_ += block.size();
  } else if (!block.empty()) {
    ok_ = writer_->write(block, whole);
  }
  return ok_;
}

void Out::records(std::string_view printed) {
  flush();
  if (!ok_) {
    dropped_ += printed.size();
  } else if (!printed.empty()) {
    ok_ = writer_->write(printed, printed.size());
  }
}

// The beginning of a record moves to the front and waits for its end, where it leaves kMaxRoom.
void Out::make_room() {
  const std::string_view begun(record_, static_cast<std::size_t>(at_ - record_));
  if (record_ == memory_.get() || begun.size() > kBlock - kMaxRoom) {
    flush();
    return;
  }
  at_ = record_;
  flush();
  std::memmove(at_, begun.data(), begun.size());
  at_ += begun.size();
}

char* Pen::make_room(Out& out, char* at) {
  out.at_ = at;
  out.make_room();
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
    std::size_t i = 0;
    for (; i + 8 <= n; i += 8) {
      const auto* const word = reinterpret_cast<const std::uint8_t*>(bytes.data() + i);
      pen.at(put_all_hex(pen.at(), load_big<std::uint64_t>(word)));
    }
    for (; i < n; ++i) pen.hex_byte(static_cast<std::uint8_t>(bytes[i]));
    bytes.remove_prefix(n);
  }
}

}  // namespace knox

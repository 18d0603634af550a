// ContentId: the id of an event of a source that numbers nothing: its time, and a hash of what it says, 32
// hexadecimal digits. So an event has the same one in each run and in each file that has it; the second of
// two that say the same of the same time ends with -2, and so on. Ids stay in people's databases, so how they
// are made never changes.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "knox/base/time.h"

namespace knox::event {

class ContentId {
 public:
  void begin() noexcept { hash_ = kBasis; }
  // Two texts that follow each other are not told from one; put a number between them.
  void add(std::string_view text) noexcept {
    for (const char c : text) add_byte(static_cast<std::uint8_t>(c));
  }
  void add(std::uint64_t number) noexcept {
    for (int shift = 0; shift < 64; shift += 8) add_byte(number >> shift & 0xff);
  }
  // Of all that was added since begin(), once an event. Good until the next call.
  std::string_view of(Time time) noexcept;

 private:
  static constexpr std::uint64_t kBasis = 0xcbf29ce484222325;  // FNV-1a
  static constexpr std::uint64_t kPrime = 0x100000001b3;
  void add_byte(std::uint64_t byte) noexcept { hash_ = (hash_ ^ byte) * kPrime; }

  struct Seen {
    std::uint64_t hash = 0, moment = 0;
    std::uint32_t count = 0;
  };

  std::uint64_t hash_ = kBasis;
  std::array<Seen, 256> seen_{};  // the latest ones, by hash
  std::array<char, 48> id_{};
};

}  // namespace knox::event

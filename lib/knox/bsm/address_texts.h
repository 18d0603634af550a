// AddressTexts: the IP addresses of a record as text. Most records have those of the one before.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace knox::bsm {

class AddressTexts {
 public:
  // Forgets the texts of the last record, if they are many.
  void begin_record() noexcept {
    if (used_ > kKept) used_ = 0;
  }
  // Of 4 or 16 bytes; empty of anything else, and of more addresses than a record has. Good until the next
  // begin_record().
  std::string_view of(std::string_view address);

 private:
  static constexpr unsigned kMaxText = 48;  // with a NUL
  static constexpr std::size_t kKept = 8;
  static constexpr std::size_t kMost = kKept + 24;  // those that Facts has, its host and unset ones
  struct Address {
    std::array<std::uint64_t, 2> bytes{};  // with zeros behind them
    std::size_t size = 0;
    bool operator==(const Address&) const = default;
  };
  struct Text {
    Address address;
    std::array<char, kMaxText> text;
    std::size_t size;
  };

  std::array<Text, kMost> texts_;
  std::size_t used_ = 0;
};

}  // namespace knox::bsm

#include "knox/convert/linux_numbers.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "knox/linux_audit/names/constants.h"

namespace knox::convert {

namespace {

using linux_audit::ArgKind;

struct Row {
  std::uint16_t number;  // BSM's
  std::string_view name;
};
constexpr Row kErrnos[] = {
#define ERRNO(number, name) {number, #name},
#include "knox/bsm/tables/errnos.def"
};
constexpr Row kDomains[] = {
#define SOCKET_DOMAIN(number, name) {number, "AF_" name},
#include "knox/bsm/tables/socket_domains.def"
};
constexpr Row kTypes[] = {
#define SOCKET_TYPE(number, name) {number, "SOCK_" name},
#include "knox/bsm/tables/socket_types.def"
};
constexpr Row kCommands[] = {
#define FCNTL_COMMAND(number, name) {number, "F_" name},
#include "knox/bsm/tables/fcntl_commands.def"
};

// BSM's numbers by those of Linux, of things that have the same name.
template <std::size_t size>
class Numbers {
 public:
  template <std::size_t rows>
  Numbers(ArgKind kind, const Row (&table)[rows], std::uint16_t other) : other_(other) {
    numbers_.fill(other);
    for (const Row& row : table) {
      const auto number = linux_audit::constant_number(kind, linux_audit::Arch::kUnknown, row.name);
      if (number && *number < size) numbers_[*number] = row.number;
    }
  }
  std::uint16_t operator[](std::uint64_t number) const noexcept {
    return number < size ? numbers_[number] : other_;
  }

 private:
  std::array<std::uint16_t, size> numbers_;
  std::uint16_t other_;
};

}  // namespace

std::uint8_t bsm_errno(std::uint64_t linux_errno) noexcept {
  static const Numbers<256> numbers(ArgKind::kErrno, kErrnos, kOtherErrno);
  return static_cast<std::uint8_t>(numbers[linux_errno]);
}

std::uint16_t bsm_socket_domain(std::uint64_t linux_family) noexcept {
  static const Numbers<64> numbers(ArgKind::kSocketFamily, kDomains, kOtherDomain);
  return linux_family == 0 ? 0 : numbers[linux_family];
}

std::uint16_t bsm_socket_type(std::uint64_t linux_type) noexcept {
  static const Numbers<16> numbers(ArgKind::kSocketType, kTypes, kOtherSocketType);
  return numbers[linux_type];
}

std::uint16_t bsm_fcntl_command(std::uint64_t linux_command) noexcept {
  static const Numbers<2048> numbers(ArgKind::kFcntlCommand, kCommands, kOtherFcntl);
  return numbers[linux_command];
}

}  // namespace knox::convert

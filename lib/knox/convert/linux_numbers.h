// Numbers of Linux as BSM has them (bsm/constants.h): a record says the same on every system. What BSM has no
// number for becomes its number for just that.
#pragma once

#include <cstdint>

namespace knox::convert {

inline constexpr std::uint8_t kOtherErrno = 250;
inline constexpr std::uint16_t kOtherDomain = 700;
inline constexpr std::uint16_t kOtherSocketType = 500;
inline constexpr std::uint16_t kOtherFcntl = 0xffff;

// 13 (EACCES) stays 13, 111 (ECONNREFUSED) becomes 146.
std::uint8_t bsm_errno(std::uint64_t linux_errno) noexcept;
// 10 (AF_INET6) becomes 26. AF_NETLINK, which is also called AF_ROUTE, becomes that.
std::uint16_t bsm_socket_domain(std::uint64_t linux_family) noexcept;
// 1 (SOCK_STREAM) becomes 2; flags like SOCK_CLOEXEC make it another.
std::uint16_t bsm_socket_type(std::uint64_t linux_type) noexcept;
// 5 (F_GETLK) becomes 14.
std::uint16_t bsm_fcntl_command(std::uint64_t linux_command) noexcept;

}  // namespace knox::convert

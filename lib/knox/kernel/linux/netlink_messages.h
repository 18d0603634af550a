// What the sources of netlink.h share: numbers of linux/audit.h and the words by which explain() knows what
// was tried. Linux only.
#pragma once

#include <linux/audit.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include <cerrno>
#include <expected>
#include <string_view>

#include "knox/base/error.h"

namespace knox::kernel {

inline constexpr std::string_view kTalking = "kernel audit";
inline constexpr std::string_view kChanging = "settings of kernel audit";
inline constexpr std::string_view kReading = "records of kernel audit";
inline constexpr std::string_view kBeingDaemon = "place of the audit daemon";
inline constexpr std::string_view kAddingRule = "adding an audit rule";
inline constexpr std::string_view kDeletingRule = "deleting an audit rule";
inline constexpr std::string_view kLocked = "locked kernel audit";

inline std::unexpected<Error> netlink_error(int number, std::string_view what) {
  return std::unexpected(Error{.code = Code::kSystem, .system_errno = number, .what = what});
}

// A socket of NETLINK_AUDIT.
Result<int> open_netlink(std::string_view what, int flags);

// Whether an address is the kernel's: other processes can send to a netlink socket, too.
inline bool is_kernel(const sockaddr_nl& from, socklen_t size) noexcept {
  return size == sizeof from && from.nl_family == AF_NETLINK && from.nl_pid == 0;
}

}  // namespace knox::kernel

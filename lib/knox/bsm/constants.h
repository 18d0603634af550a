// BSM's own numbering of constants. A record does not hold its system's numbers for errors, address families,
// socket types and fcntl commands but BSM's, which are Solaris' with additions by OpenBSM; so a trail means
// the same wherever it is read. The rows, with their sources, are in tables/*.def.
//
// Names are static text; a number that has no name gives an empty one.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace knox::bsm {

// What a status says about how a call ended. EINPROGRESS says that it has not: a connect(2) that does not
// wait goes on.
enum class Outcome : std::uint8_t { kUnknown, kSuccess, kFailure };
constexpr Outcome outcome(std::uint8_t bsm_errno) noexcept {
  constexpr std::uint8_t kInProgress = 150;
  if (bsm_errno == 0) return Outcome::kSuccess;
  return bsm_errno == kInProgress ? Outcome::kUnknown : Outcome::kFailure;
}
constexpr std::string_view name(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::kSuccess: return "success";
    case Outcome::kFailure: return "failure";
    case Outcome::kUnknown: break;
  }
  return "unknown";
}

// Whether the kernel writes records of this event, not a program: AUE_IS_A_KEVENT of OpenBSM's
// audit_kevents.h. Events that knox makes of Linux' own are among them.
constexpr bool is_kernel_event(std::uint16_t event) noexcept {
  return (event > 0 && event < 2048) || (event > 43000 && event < 45000);
}

// return tokens, errnos.def: 2 is "ENOENT". 0, success, has no name.
std::string_view errno_name(std::uint8_t bsm_errno) noexcept;

// The same of an event's return token. Programs put codes of their own there, sshd its 1 to 4, and nothing
// says which of them mean an errno: theirs have no name.
inline std::string_view errno_name(std::uint16_t event, std::uint8_t code) noexcept {
  return is_kernel_event(event) ? errno_name(code) : std::string_view();
}

// The same error on the system this runs on, for strerror(3); nullopt when it has no such error.
std::optional<int> local_errno(std::uint8_t bsm_errno) noexcept;

// Socket tokens and arguments of socket(2), socket_domains.def and socket_types.def: "AF_INET6",
// "SOCK_STREAM".
std::string_view socket_domain_name(std::uint16_t domain) noexcept;
std::string_view socket_type_name(std::uint16_t type) noexcept;

// The "cmd" argument of AUE_FCNTL, fcntl_commands.def: "F_GETLK".
std::string_view fcntl_command_name(std::uint16_t command) noexcept;

// ipc tokens, ipc_types.def: "shm", and praudit's words for it, "Shared Memory IPC".
std::string_view ipc_type_name(std::uint8_t type) noexcept;
std::string_view ipc_type_text(std::uint8_t type) noexcept;

// data tokens, data_formats.def and data_units.def: "hex", "short". data_unit_size() is in fields.h.
std::string_view data_format_name(std::uint8_t format) noexcept;
std::string_view data_unit_name(std::uint8_t unit) noexcept;

// Header tokens, header_versions.def: "OPENBSM11".
std::string_view header_version_name(std::uint8_t version) noexcept;

// The address type in header_ex, subject_ex, process_ex, in_addr_ex, socket_ex and tid tokens: AU_IPv4 and
// AU_IPv6 in OpenBSM's audit_record.h, which are the address's size in bytes, too.
inline constexpr std::uint32_t kAddressIpv4 = 4;
inline constexpr std::uint32_t kAddressIpv6 = 16;

}  // namespace knox::bsm

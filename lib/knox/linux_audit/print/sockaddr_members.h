// The parts of a socket address as members of an object: of a JsonLine, a YamlDocument, or what has the same
// functions.
#pragma once

#include <string>

#include "knox/base/address.h"
#include "knox/linux_audit/names/constants.h"
#include "knox/linux_audit/record/sockaddr.h"

namespace knox::linux_audit {

// "inet" of AF_INET; the number where it has no name. Up to 32 bytes.
inline void put_family(Pen& pen, std::uint16_t family) {
  const std::string_view name = socket_family_name(family);
  if (!name.starts_with("AF_")) return (void)pen.dec(family);
  for (const char c : name.substr(3)) pen.put(c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c);
}

// 00:1b:44:11:3a:b7, from the last byte on where it is stored so.
inline void put_hardware_address(Pen& pen, std::string_view bytes, bool reversed) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i > 0) pen.put(':');
    pen.hex_byte(static_cast<std::uint8_t>(bytes[reversed ? bytes.size() - 1 - i : i]));
  }
}

template <class Members>
class SockaddrMembers {
 public:
  explicit SockaddrMembers(Members& to) noexcept : to_(to) {}

  void operator()(std::monostate) {}
  void operator()(const InetAddress& from) {
    if (!from.address.empty()) {
      to_.text("address", [&](Pen& pen) { put_address(pen, from.address); });
    }
    to_.number("port", from.port);
    if (from.flow != 0) to_.number("flow", from.flow);
    if (from.scope != 0) to_.number("scope", from.scope);
  }
  void operator()(const UnixAddress& from) { to_.string(from.is_abstract ? "abstract" : "path", from.path); }
  void operator()(const NetlinkAddress& from) {
    to_.number("pid", from.pid);
    to_.number("groups", from.groups);
  }
  void operator()(const PacketAddress& from) {
    to_.number("protocol", from.protocol);
    to_.signed_number("interface", from.interface);
    to_.number("hardware", from.hardware);
    to_.number("packet", from.packet);
    to_.text("address", [&](Pen& pen) { put_hardware_address(pen, from.address, false); });
  }
  void operator()(const VsockAddress& from) {
    to_.number("cid", from.cid);
    to_.number("port", from.port);
  }
  void operator()(const BluetoothAddress& from) {
    if (!from.address.empty()) {
      to_.text("address", [&](Pen& pen) { put_hardware_address(pen, from.address, true); });
    }
    if (from.psm) to_.number("psm", *from.psm);
    if (from.channel) to_.number("channel", *from.channel);
    if (from.device) to_.number("device", *from.device);
  }
  void operator()(const AlgAddress& from) {
    to_.string("type", from.type);
    to_.string("name", from.name);
  }

 private:
  Members& to_;
};

template <class Members>
void put_sockaddr_members(Members& to, const SocketAddress& from) {
  std::visit(SockaddrMembers<Members>(to), from.parts);
}

// Whether the members say all that the bytes do.
inline bool is_understood(const SocketAddress& address) noexcept {
  return address.is_whole && !std::holds_alternative<std::monostate>(address.parts);
}

}  // namespace knox::linux_audit

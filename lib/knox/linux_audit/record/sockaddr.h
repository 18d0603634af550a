// The saddr field of a SOCKADDR record: a struct sockaddr as it was in memory, in hex digits. Its first two
// bytes are the family in the order of the machine, and as families are small, they tell what that order is.
// Ports, and the addresses of inet and inet6, are big endian everywhere.
//
//   0200 01BB C0000207 ...        inet: port 443, address 192.0.2.7
//   0A00 01BB 00000000 (16) (4)   inet6: port, flow label, address, scope
//   0100 2F72756E...00            unix: a path up to a NUL; none; or a NUL first and then an abstract name
//   1000 0000 (4) (4)             netlink: pid, groups
//   1100 (2) (4) (2) (1) (1) ...  packet: protocol, interface, type of hardware, type of packet, n, address
//   2800 0000 (4) (4)             vsock: port, cid
//   1F00 ...                      bluetooth: by its size, an address and a psm, or a device and a channel
//   2600 (14) (4) (4) ...         alg: type, features, mask, name up to a NUL
//
// Kernels and programs cut these structures, so every part of one may be missing. References: linux/in.h,
// in6.h, un.h, netlink.h, if_packet.h, vm_sockets.h, if_alg.h, and net/bluetooth/*.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace knox::linux_audit {

struct InetAddress {  // both families
  std::uint16_t port = 0;
  std::string_view address;  // 4 or 16 bytes in network order, for put_address()
  std::uint32_t flow = 0, scope = 0;
};
struct UnixAddress {
  std::string_view path;     // empty: a socket without a name
  bool is_abstract = false;  // then the NUL before it is left out, and so are those at its end
};
struct NetlinkAddress {
  std::uint32_t pid = 0, groups = 0;
};
struct PacketAddress {
  std::uint16_t protocol = 0;
  std::int32_t interface = 0;
  std::uint16_t hardware = 0;
  std::uint8_t packet = 0;
  std::string_view address;  // of the hardware
};
struct VsockAddress {
  std::uint32_t port = 0, cid = 0;
};
struct BluetoothAddress {               // of the protocol that its size fits
  std::optional<std::uint16_t> psm;     // l2cap
  std::optional<std::uint8_t> channel;  // rfcomm
  std::optional<std::uint16_t> device;  // hci
  std::string_view address;             // 6 bytes, the last one first
};
struct AlgAddress {
  std::string_view type, name;
};

struct SocketAddress {
  std::uint16_t family = 0;
  bool is_big_endian = false;
  bool is_whole = true;  // false: it ends before what the family has; absent parts are 0 or empty
  // monostate: of another family
  std::variant<std::monostate, InetAddress, UnixAddress, NetlinkAddress, PacketAddress, VsockAddress,
               BluetoothAddress, AlgAddress>
      parts;
};

enum SocketFamily : std::uint16_t {
  kUnix = 1,
  kInet = 2,
  kInet6 = 10,
  kNetlink = 16,
  kPacket = 17,
  kBluetooth = 31,
  kAlg = 38,
  kVsock = 40
};

// The address that these bytes are; the views in it are into them. nullopt: there are less than two.
std::optional<SocketAddress> decode_sockaddr(std::string_view bytes) noexcept;

}  // namespace knox::linux_audit

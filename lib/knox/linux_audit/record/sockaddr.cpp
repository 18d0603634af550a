#include "knox/linux_audit/record/sockaddr.h"

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstring>

namespace knox::linux_audit {

namespace {

// Takes parts off the front of the bytes; what is not there any more is zero or empty.
class Taker {
 public:
  Taker(std::string_view bytes, bool big_endian) noexcept : bytes_(bytes), big_endian_(big_endian) {}

  std::string_view take(std::size_t size) noexcept {
    whole_ &= bytes_.size() >= size;
    const std::string_view part = bytes_.substr(0, size);
    bytes_.remove_prefix(part.size());
    return part;
  }
  void skip(std::size_t size) noexcept { take(size); }

  // Whole strings of this size only.
  std::string_view exactly(std::size_t size) noexcept {
    const std::string_view part = take(size);
    return part.size() == size ? part : std::string_view();
  }

  template <std::integral T>
  T number(bool big_endian) noexcept {
    const std::string_view part = exactly(sizeof(T));
    if (part.empty()) return 0;
    T value;
    std::memcpy(&value, part.data(), sizeof value);
    if (big_endian != (std::endian::native == std::endian::big)) value = std::byteswap(value);
    return value;
  }
  template <std::integral T>
  T network() noexcept {
    return number<T>(true);
  }
  template <std::integral T>
  T host() noexcept {
    return number<T>(big_endian_);
  }

  std::string_view rest() const noexcept { return bytes_; }
  bool whole() const noexcept { return whole_; }

 private:
  std::string_view bytes_;
  bool big_endian_;
  bool whole_ = true;
};

std::string_view up_to_nul(std::string_view bytes) {
  return bytes.substr(0, bytes.find('\0'));
}

InetAddress inet(Taker& from) {
  InetAddress to;
  to.port = from.network<std::uint16_t>();
  to.address = from.exactly(4);
  return to;
}

InetAddress inet6(Taker& from) {
  InetAddress to;
  to.port = from.network<std::uint16_t>();
  to.flow = from.network<std::uint32_t>();
  to.address = from.exactly(16);
  to.scope = from.host<std::uint32_t>();
  return to;
}

// An abstract name may hold NULs; those at its end are the rest of a buffer.
UnixAddress unix_name(Taker& from) {
  const std::string_view bytes = from.rest();
  if (!bytes.starts_with('\0')) return {up_to_nul(bytes), false};
  const std::size_t end = bytes.find_last_not_of('\0');
  if (end == bytes.npos) return {};
  return {bytes.substr(1, end), true};
}

NetlinkAddress netlink(Taker& from) {
  from.skip(2);
  NetlinkAddress to;
  to.pid = from.host<std::uint32_t>();
  to.groups = from.host<std::uint32_t>();
  return to;
}

PacketAddress packet(Taker& from) {
  PacketAddress to;
  to.protocol = from.network<std::uint16_t>();
  to.interface = from.host<std::int32_t>();
  to.hardware = from.host<std::uint16_t>();
  to.packet = from.host<std::uint8_t>();
  const std::size_t size = from.host<std::uint8_t>();
  to.address = from.take(std::min<std::size_t>(size, 8));
  return to;
}

VsockAddress vsock(Taker& from) {
  from.skip(2);
  VsockAddress to;
  to.port = from.host<std::uint32_t>();
  to.cid = from.host<std::uint32_t>();
  return to;
}

// sockaddr_hci has 6 bytes, sockaddr_sco 8, sockaddr_rc 10, sockaddr_l2 14.
BluetoothAddress bluetooth(Taker& from) {
  BluetoothAddress to;
  const std::size_t size = from.rest().size() + 2;
  if (size <= 6) {
    to.device = from.host<std::uint16_t>();
    from.skip(2);  // channel
  } else if (size <= 8) {
    to.address = from.exactly(6);
  } else if (size <= 10) {
    to.address = from.exactly(6);
    to.channel = from.host<std::uint8_t>();
  } else {
    to.psm = from.number<std::uint16_t>(false);  // little endian everywhere
    to.address = from.exactly(6);
  }
  return to;
}

AlgAddress alg(Taker& from) {
  AlgAddress to;
  to.type = up_to_nul(from.take(14));
  from.skip(8);
  to.name = up_to_nul(from.rest());
  return to;
}

}  // namespace

std::optional<SocketAddress> decode_sockaddr(std::string_view bytes) noexcept {
  if (bytes.size() < 2) return std::nullopt;
  SocketAddress to;
  to.is_big_endian = bytes[0] == 0 && bytes[1] != 0;
  Taker from(bytes, to.is_big_endian);
  to.family = from.host<std::uint16_t>();
  switch (to.family) {
    case kUnix: to.parts = unix_name(from); break;
    case kInet: to.parts = inet(from); break;
    case kInet6: to.parts = inet6(from); break;
    case kNetlink: to.parts = netlink(from); break;
    case kPacket: to.parts = packet(from); break;
    case kBluetooth: to.parts = bluetooth(from); break;
    case kAlg: to.parts = alg(from); break;
    case kVsock: to.parts = vsock(from); break;
    default: break;
  }
  to.is_whole = from.whole();
  return to;
}

}  // namespace knox::linux_audit

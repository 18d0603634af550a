// Addresses.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "knox/tracev3/bytes/append.h"
#include "knox/tracev3/bytes/little.h"
#include "knox/tracev3/message/decode.h"

namespace knox::tracev3 {

namespace {

// The families of macOS' sys/socket.h.
constexpr std::uint8_t kUnix = 1, kInet = 2, kInet6 = 30;

bool is_data(const Value& value, std::size_t size) {
  return value.kind == ItemKind::kData && value.bytes.size() == size;
}

Decoded wrong_size(const Value& value) {
  return value.kind == ItemKind::kData && value.is_truncated ? Decoded::kMissing : Decoded::kMismatch;
}

// len u8, family u8, port u16 in network order, and behind them: IPv4 address; or flow u32, IPv6 address,
// scope u32. The path of a Unix address follows its family.
Decoded append_socket_address(Bytes bytes, std::string& text) {
  if (bytes.size() < 2) return Decoded::kPlain;
  const std::uint8_t family = bytes[1];
  if (family == kUnix) {
    text += "AF_UNIX:\"";
    append_utf8(until_nul(bytes.subspan(2)), text);
    text += '"';
    return Decoded::kDone;
  }
  const auto port = bytes.size() < 4 ? std::uint16_t{0} : load_big<std::uint16_t>(bytes.data() + 2);
  if (family == kInet && bytes.size() >= 8) {
    append_address(bytes.subspan(4, 4), text);
    if (port != 0) text += ':';
  } else if (family == kInet6 && bytes.size() >= 24) {
    append_address(bytes.subspan(8, 16), text);
    const auto scope = bytes.size() < 28 ? 0u : load_little<std::uint32_t>(bytes.data() + 24);
    if (scope != 0) {
      text += '%';
      append_decimal(scope, text);
    }
    if (port != 0) text += '.';
  } else {
    return Decoded::kPlain;
  }
  if (port != 0) append_decimal(port, text);
  return Decoded::kDone;
}

}  // namespace

void append_address(Bytes address, std::string& text) {
  char chars[INET6_ADDRSTRLEN];
  const int family = address.size() == 4 ? AF_INET : AF_INET6;
  if (::inet_ntop(family, address.data(), chars, sizeof chars) != nullptr) text += chars;
}

Decoded decode_in_addr(const Decoder&, const Value& value, int, std::string& text) {
  if (!value.is_scalar(4) && !is_data(value, 4)) return wrong_size(value);
  append_address(value.bytes, text);
  return Decoded::kDone;
}

Decoded decode_in6_addr(const Decoder&, const Value& value, int, std::string& text) {
  if (!is_data(value, 16)) return wrong_size(value);
  append_address(value.bytes, text);
  return Decoded::kDone;
}

Decoded decode_sockaddr(const Decoder&, const Value& value, int, std::string& text) {
  if (value.kind != ItemKind::kData) return Decoded::kMismatch;
  if (value.bytes.empty()) {
    if (value.is_truncated) return Decoded::kMissing;
    text += "<NULL>";
    return Decoded::kDone;
  }
  return append_socket_address(value.bytes, text);
}

// An address behind its version, 4 or 6.
Decoded decode_tagged_address(const Decoder&, const Value& value, int, std::string& text) {
  if (!is_data(value, 20)) return wrong_size(value);
  const auto version = load_little<std::uint32_t>(value.bytes.data());
  if (version != 4 && version != 6) return Decoded::kPlain;
  append_address(value.bytes.subspan(4, version == 4 ? 4 : 16), text);
  return Decoded::kDone;
}

Decoded decode_mac_address(const Decoder&, const Value& value, int, std::string& text) {
  if (!is_data(value, 6)) return wrong_size(value);
  append_hex_bytes(value.bytes, ":", text);
  return Decoded::kDone;
}

}  // namespace knox::tracev3

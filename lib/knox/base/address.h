// Internet addresses as text: 127.0.0.1, and IPv6 in the canonical form of RFC 5952.
#pragma once

#include <string_view>

#include "knox/base/out.h"

namespace knox {

// `address` is 4 or 16 bytes in network order; anything else writes nothing. The caller has made room for 48.
void put_address(Out& out, std::string_view address);

// Whether it is an address in its usual form, of IPv4 or IPv6, and nothing else.
bool is_ip_address(std::string_view text);

// The address without the interface that it is of (fe80::1%eth0), and of an IPv4 address in the clothes of
// IPv6 (::ffff:192.0.2.5, RFC 4291 2.5.5.2) that one: one host has one address. A view into `text`.
std::string_view plain_address(std::string_view text);

inline void put_ipv4(Pen& pen, std::string_view address) {
  for (int i = 0; i < 4; ++i) {
    if (i > 0) pen.put('.');
    pen.dec(static_cast<std::uint8_t>(address[static_cast<std::size_t>(i)]));
  }
}

inline void put_address(Pen& pen, std::string_view address) {
  if (address.size() == 4) return put_ipv4(pen, address);
  put_address(pen.leave(), address);
  pen.enter();
}

}  // namespace knox

#include "knox/base/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

namespace knox {

void put_address(Out& out, std::string_view address) {
  Pen pen(out);
  if (address.size() == 4) return put_ipv4(pen, address);
  char text[INET6_ADDRSTRLEN];
  if (address.size() == 16 && ::inet_ntop(AF_INET6, address.data(), text, sizeof text) != nullptr) {
    pen.put(std::string_view(text));
  }
}

namespace {

// Four numbers of up to 255 without leading zeros, as inet_pton(3) takes them.
bool is_ipv4(std::string_view text) {
  unsigned numbers = 0, digits = 0, value = 0;
  for (const char c : text) {
    if (c == '.') {
      if (digits == 0 || ++numbers == 4) return false;
      digits = value = 0;
      continue;
    }
    if (c < '0' || c > '9' || (digits != 0 && value == 0)) return false;
    value = value * 10 + static_cast<unsigned>(c - '0');
    if (++digits > 3 || value > 255) return false;
  }
  return numbers == 3 && digits != 0;
}

}  // namespace

bool is_ip_address(std::string_view text) {
  if (text.find(':') == text.npos) return is_ipv4(text);
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  if (text.empty() || text.size() >= terminated.size() || text.find('\0') != text.npos) return false;
  text.copy(terminated.data(), text.size());
  in6_addr address;
  return ::inet_pton(AF_INET6, terminated.data(), &address) == 1;
}

std::string_view plain_address(std::string_view text) {
  constexpr std::string_view kMapped = "::ffff:";
  const std::string_view last = text.substr(std::min(kMapped.size(), text.size()));
  const bool is_mapped = text.size() > kMapped.size() && is_ipv4(last) &&
                         std::ranges::equal(text.substr(0, kMapped.size()), kMapped, {},
                                            [](char c) { return c == 'F' ? 'f' : c; });
  if (is_mapped) return last;
  const std::size_t zone = text.find('%');
  const std::string_view address = text.substr(0, zone);
  return zone != text.npos && address.find(':') != address.npos && is_ip_address(address) ? address : text;
}

}  // namespace knox

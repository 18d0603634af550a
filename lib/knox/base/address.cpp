#include "knox/base/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

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

bool is_ip_address(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  if (text.empty() || text.size() >= terminated.size() || text.find('\0') != text.npos) return false;
  text.copy(terminated.data(), text.size());
  in6_addr address;  // large enough for both
  const int family = text.find(':') == text.npos ? AF_INET : AF_INET6;
  return ::inet_pton(family, terminated.data(), &address) == 1;
}

}  // namespace knox

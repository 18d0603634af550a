#include "knox/base/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace knox {

void put_address(Out& out, std::string_view address) {
  Pen pen(out);
  if (address.size() == 4) return put_ipv4(pen, address);
  char text[INET6_ADDRSTRLEN];
  if (address.size() == 16 && ::inet_ntop(AF_INET6, address.data(), text, sizeof text) != nullptr) {
    pen.put(std::string_view(text));
  }
}

}  // namespace knox

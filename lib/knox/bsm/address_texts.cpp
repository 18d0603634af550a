#include "knox/bsm/address_texts.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>

namespace knox::bsm {

std::string_view AddressTexts::of(std::string_view address) {
  if (address.size() != 4 && address.size() != 16) return {};
  Address wanted;
  wanted.size = address.size();
  std::memcpy(wanted.bytes.data(), address.data(), address.size());
  for (std::size_t i = 0; i < used_; ++i) {
    if (texts_[i].address == wanted) return {texts_[i].text.data(), texts_[i].size};
  }
  if (used_ == kMost) return {};
  Text& made = texts_[used_];
  const int family = address.size() == 4 ? AF_INET : AF_INET6;
  if (::inet_ntop(family, address.data(), made.text.data(), kMaxText) == nullptr) return {};
  ++used_;
  made.address = wanted;
  made.size = std::strlen(made.text.data());
  return {made.text.data(), made.size};
}

}  // namespace knox::bsm

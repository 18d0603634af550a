#include "knox/os/this_host.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace knox::os {

namespace {

std::string host_name() {
  std::array<char, 256> name{};  // HOST_NAME_MAX is 64 or 255
  return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string();
}

std::string full_name_of(const std::string& name) {
  addrinfo wanted{};
  wanted.ai_flags = AI_CANONNAME;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(name.c_str(), nullptr, &wanted, &found) != 0) return {};
  std::string full = found->ai_canonname == nullptr ? std::string() : std::string(found->ai_canonname);
  ::freeaddrinfo(found);
  return full;
}

std::string text_of(const sockaddr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = nullptr;
  if (address.sa_family == AF_INET) bytes = &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
  if (address.sa_family == AF_INET6) bytes = &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  if (bytes == nullptr) return {};
  const char* const written = ::inet_ntop(address.sa_family, bytes, text.data(), text.size());
  return written == nullptr ? std::string() : std::string(written);
}

std::vector<std::string> own_addresses() {
  std::vector<std::string> addresses;
  ifaddrs* first = nullptr;
  if (::getifaddrs(&first) != 0) return addresses;
  for (const ifaddrs* one = first; one != nullptr; one = one->ifa_next) {
    std::string text = one->ifa_addr == nullptr ? std::string() : text_of(*one->ifa_addr);
    if (!text.empty()) addresses.push_back(std::move(text));
  }
  ::freeifaddrs(first);
  return addresses;
}

// Names of hosts are the same in capitals.
bool is_same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace

ThisHost::ThisHost() : facts_{host_name(), own_addresses(), {}} {
  facts_.full_name = [name = facts_.name] { return full_name_of(name); };
}

bool ThisHost::is(std::string_view node) {
  if (node.empty() || facts_.name.empty()) return false;
  if (is_same_name(node, facts_.name) || std::ranges::find(facts_.addresses, node) != facts_.addresses.end())
    return true;
  const std::size_t size = facts_.name.size();
  if (node.size() <= size || node[size] != '.' || !is_same_name(node.substr(0, size), facts_.name))
    return false;
  if (!full_name_) full_name_ = facts_.full_name ? facts_.full_name() : std::string();
  return is_same_name(node, *full_name_);
}

}  // namespace knox::os

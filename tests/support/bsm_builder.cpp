#include "support/bsm_builder.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <array>
#include <stdexcept>

namespace knox::test {

namespace {

std::string address_bytes(std::string_view text) {
  const bool v6 = text.find(':') != text.npos;
  std::array<char, 16> bytes;
  if (inet_pton(v6 ? AF_INET6 : AF_INET, std::string(text).c_str(), bytes.data()) != 1) {
    throw std::invalid_argument("not an address: " + std::string(text));
  }
  return {bytes.data(), v6 ? 16U : 4U};
}

}  // namespace

RecordBuilder& RecordBuilder::u8(std::uint8_t value) {
  tokens_ += static_cast<char>(value);
  return *this;
}

RecordBuilder& RecordBuilder::u16(std::uint16_t value) {
  return u8(static_cast<std::uint8_t>(value >> 8)).u8(static_cast<std::uint8_t>(value));
}

RecordBuilder& RecordBuilder::u32(std::uint32_t value) {
  return u16(static_cast<std::uint16_t>(value >> 16)).u16(static_cast<std::uint16_t>(value));
}

RecordBuilder& RecordBuilder::u64(std::uint64_t value) {
  return u32(low32(value >> 32)).u32(low32(value));
}

RecordBuilder& RecordBuilder::raw(std::string_view bytes) {
  tokens_ += bytes;
  return *this;
}

RecordBuilder& RecordBuilder::string(std::string_view text) {
  return u16(static_cast<std::uint16_t>(text.size() + 1)).raw(text).u8(0);
}

RecordBuilder& RecordBuilder::counted(std::string_view bytes) {
  return u16(static_cast<std::uint16_t>(bytes.size())).raw(bytes);
}

RecordBuilder& RecordBuilder::strings(const Strings& list) {
  for (const std::string& text : list) raw(text).u8(0);
  return *this;
}

RecordBuilder& RecordBuilder::string_list(const Strings& list) {
  u16(static_cast<std::uint16_t>(list.size()));
  for (const std::string& text : list) string(text);
  return *this;
}

RecordBuilder& RecordBuilder::numbers(const std::vector<std::uint32_t>& list) {
  for (const std::uint32_t number : list) u32(number);
  return *this;
}

RecordBuilder& RecordBuilder::address(std::string_view text) {
  return raw(address_bytes(text));
}

RecordBuilder& RecordBuilder::typed_address(std::string_view text) {
  const std::string bytes = address_bytes(text);
  return u32(low32(bytes.size())).raw(bytes);
}

RecordBuilder& RecordBuilder::ids(const Subject& s) {
  return u32(s.auid).u32(s.euid).u32(s.egid).u32(s.ruid).u32(s.rgid).u32(s.pid).u32(s.sid);
}

RecordBuilder& RecordBuilder::data(Print how, Unit unit, const std::vector<std::uint64_t>& values) {
  u8(0x21).u8(static_cast<std::uint8_t>(how)).u8(static_cast<std::uint8_t>(unit));
  u8(static_cast<std::uint8_t>(values.size()));
  for (const std::uint64_t value : values) {
    switch (unit) {
      case Unit::kByte: u8(static_cast<std::uint8_t>(value)); break;
      case Unit::kShort: u16(static_cast<std::uint16_t>(value)); break;
      case Unit::kInt: u32(low32(value)); break;
      case Unit::kLong: u64(value); break;
    }
  }
  return *this;
}

RecordBuilder& RecordBuilder::socket_ex(std::uint16_t domain, std::uint16_t type, const Endpoint& local,
                                        const Endpoint& remote) {
  u8(0x7f).u16(domain).u16(type).u16(static_cast<std::uint16_t>(address_bytes(local.address).size()));
  return endpoint(local).endpoint(remote);
}

RecordBuilder& RecordBuilder::no_trailer() {
  has_trailer_ = false;
  return *this;
}

RecordBuilder& RecordBuilder::header_size(std::uint32_t claimed) {
  header_size_ = claimed;
  return *this;
}

RecordBuilder& RecordBuilder::trailer_size(std::uint32_t claimed) {
  trailer_size_ = claimed;
  return *this;
}

RecordBuilder& RecordBuilder::trailer_magic(std::uint16_t magic) {
  trailer_magic_ = magic;
  return *this;
}

RecordBuilder& RecordBuilder::xnu_short() {
  xnu_short_ = true;
  return *this;
}

std::string RecordBuilder::finish() const {
  const bool extended = !header_.host.empty();
  const std::size_t host_size = extended && !xnu_short_ ? 4 + address_bytes(header_.host).size() : 0;
  const std::size_t size = (header_.wide ? 26 : 18) + host_size + tokens_.size() + (has_trailer_ ? 7 : 0);

  RecordBuilder record;
  record.u8(header_.wide ? (extended ? 0x79 : 0x74) : (extended ? 0x15 : 0x14));
  record.u32(header_size_.value_or(low32(size))).u8(header_.version).u16(header_.event).u16(header_.modifier);
  if (extended) record.typed_address(header_.host);
  if (header_.wide) {
    record.u64(header_.seconds).u64(header_.fraction);
  } else {
    record.u32(low32(header_.seconds)).u32(low32(header_.fraction));
  }
  record.raw(tokens_);
  if (has_trailer_) record.u8(0x13).u16(trailer_magic_).u32(trailer_size_.value_or(low32(size)));
  return record.tokens_.substr(0, size);
}

TrailBuilder& TrailBuilder::add(const RecordBuilder& record) {
  ++records_;
  return raw(record.finish());
}

TrailBuilder& TrailBuilder::raw(std::string_view bytes) {
  bytes_ += bytes;
  return *this;
}

}  // namespace knox::test

// Domain names, and what a service binding record says (RFC 9460, in the form of its section 2.1).
#include "knox/tracev3/bytes/append.h"
#include "knox/tracev3/message/decode.h"

namespace knox::tracev3 {

namespace {

enum Key : std::uint16_t { kMandatory, kAlpn, kNoDefaultAlpn, kPort, kIpv4Hint, kEch, kIpv6Hint };
constexpr std::string_view kKeys[] = {"mandatory", "alpn", "no-default-alpn", "port",
                                      "ipv4hint",  "ech",  "ipv6hint"};

// Labels up to the empty one: "www.example.com."; "." is the root. False: it does not end here.
bool append_domain(Cursor& cursor, std::string& text) {
  constexpr std::uint8_t kLongestLabel = 63;  // larger ones point to somewhere else in a DNS message
  bool is_root = true;
  for (;;) {
    const auto size = cursor.get<std::uint8_t>();
    const std::string_view label = cursor.take(size);
    if (!cursor.ok() || size > kLongestLabel) return false;
    if (size == 0) break;
    append_utf8(label, text);
    text += '.';
    is_root = false;
  }
  if (is_root) text += '.';
  return true;
}

void append_key(std::uint16_t key, std::string& text) {
  if (key < std::size(kKeys)) {
    text += kKeys[key];
  } else {
    text += "key";
    append_decimal(key, text);
  }
}

bool append_addresses(std::string_view value, std::size_t size, std::string& text) {
  if (value.empty() || value.size() % size != 0) return false;
  for (std::size_t at = 0; at < value.size(); at += size) {
    if (at != 0) text += ',';
    append_address(as_bytes(value.substr(at, size)), text);
  }
  return true;
}

bool append_protocols(std::string_view value, std::string& text) {
  Cursor cursor(as_bytes(value));
  text += '"';
  for (bool is_first = true; cursor.left() > 0; is_first = false) {
    if (!is_first) text += ',';
    append_utf8(cursor.take(cursor.get<std::uint8_t>()), text);
    if (!cursor.ok()) return false;
  }
  text += '"';
  return true;
}

bool append_parameter(std::uint16_t key, std::string_view value, std::string& text) {
  append_key(key, text);
  if (key == kNoDefaultAlpn) return value.empty();
  text += '=';
  Cursor cursor(as_bytes(value));
  switch (key) {
    case kMandatory:
      for (bool is_first = true; cursor.left() > 0; is_first = false) {
        if (!is_first) text += ',';
        append_key(cursor.get<std::uint16_t>(), text);
        if (!cursor.ok()) return false;
      }
      return true;
    case kAlpn: return append_protocols(value, text);
    case kPort: append_decimal(cursor.get<std::uint16_t>(), text); return cursor.ok() && cursor.left() == 0;
    case kIpv4Hint: return append_addresses(value, 4, text);
    case kIpv6Hint: return append_addresses(value, 16, text);
    default:
      text += '"';
      append_base64(as_bytes(value), text);
      text += '"';
      return true;
  }
}

// Priority, target and parameters.
bool append_service(Bytes bytes, std::string& text) {
  Cursor cursor(bytes);
  append_decimal(cursor.get<std::uint16_t>(), text);
  text += ' ';
  if (!append_domain(cursor, text)) return false;
  while (cursor.left() > 0) {
    const auto key = cursor.get<std::uint16_t>();
    const std::string_view value = cursor.take(cursor.get<std::uint16_t>());
    text += ' ';
    if (!cursor.ok() || !append_parameter(key, value, text)) return false;
  }
  return true;
}

// What does not have its form is printed as the data that it is.
Decoded keep_if(bool is_whole, std::size_t begin, std::string& text) {
  if (is_whole) return Decoded::kDone;
  text.resize(begin);
  return Decoded::kPlain;
}

}  // namespace

Decoded decode_domain_name(const Decoder&, const Value& value, int, std::string& text) {
  if (value.kind != ItemKind::kData) return Decoded::kMismatch;
  const std::size_t begin = text.size();
  Cursor cursor(value.bytes);
  return keep_if(append_domain(cursor, text), begin, text);
}

Decoded decode_svcb(const Decoder&, const Value& value, int, std::string& text) {
  if (value.kind != ItemKind::kData) return Decoded::kMismatch;
  const std::size_t begin = text.size();
  return keep_if(append_service(value.bytes, text), begin, text);
}

}  // namespace knox::tracev3

// What mDNSResponder logs: parts of DNS messages.
#include <span>

#include "knox/tracev3/bytes/append.h"
#include "knox/tracev3/bytes/little.h"
#include "knox/tracev3/message/decode.h"

namespace knox::tracev3 {

namespace {

struct Bit {
  std::uint32_t bit;
  std::string_view name;
};
// RFC 1035, 4.1.1, and RFC 2535, 6.1.
constexpr Bit kHeaderBits[] = {{0x400, "AA"}, {0x200, "TC"}, {0x100, "RD"},
                               {0x080, "RA"}, {0x020, "AD"}, {0x010, "CD"}};
constexpr std::string_view kOpcodes[] = {"Query",  "IQuery", "Status", "Unassigned",
                                         "Notify", "Update", "DSO"};
constexpr std::string_view kResponseCodes[] = {"NoError", "FormErr", "ServFail", "NXDomain",
                                               "NotImp",  "Refused", "YXDomain", "YXRRSet",
                                               "NXRRSet", "NotAuth", "NotZone",  "DSOTypeNI"};
constexpr Bit kGaiOptions[] = {
    {0x4, "in-app-browser"}, {0x8, "use-failover"}, {0x10, "prohibit-encrypted-dns"}};

void append_name(std::span<const std::string_view> names, std::size_t number, std::string& text) {
  if (number < names.size()) {
    text += names[number];
  } else {
    append_decimal(number, text);
  }
}

void append_hex4(std::uint16_t value, std::string& text) {
  const std::uint8_t bytes[] = {static_cast<std::uint8_t>(value >> 8),
                                static_cast<std::uint8_t>(value & 255)};
  text += "0x";
  append_hex_bytes(bytes, "", text);
}

void append_id_flags(std::uint16_t id, std::uint16_t flags, std::string& text) {
  text += "id: ";
  append_hex4(id, text);
  text += " (";
  append_decimal(id, text);
  text += "), flags: ";
  append_hex4(flags, text);
  text += flags & 0x8000 ? " (R/" : " (Q/";
  append_name(kOpcodes, flags >> 11 & 15, text);
  for (const Bit& bit : kHeaderBits) {
    if ((flags & bit.bit) == 0) continue;
    text += ", ";
    text += bit.name;
  }
  text += ", ";
  append_name(kResponseCodes, flags & 15u, text);
  text += ')';
}

void append_counts(std::uint64_t counts, std::string& text) {
  for (int shift = 48; shift >= 0; shift -= 16) {
    append_decimal(counts >> shift & 0xffff, text);
    if (shift != 0) text += '/';
  }
}

}  // namespace

Decoded decode_dns_id_flags(const Decoder&, const Value& value, int, std::string& text) {
  if (!value.is_scalar(4)) return Decoded::kMismatch;
  append_id_flags(static_cast<std::uint16_t>(value.bits >> 16),
                  static_cast<std::uint16_t>(value.bits & 0xffff), text);
  return Decoded::kDone;
}

Decoded decode_dns_counts(const Decoder&, const Value& value, int, std::string& text) {
  if (!value.is_scalar(8)) return Decoded::kMismatch;
  append_counts(value.bits, text);
  return Decoded::kDone;
}

Decoded decode_dns_header(const Decoder&, const Value& value, int, std::string& text) {
  if (value.kind != ItemKind::kData) return Decoded::kMismatch;
  if (value.bytes.size() != 12) return value.is_truncated ? Decoded::kMissing : Decoded::kMismatch;
  const std::uint8_t* const at = value.bytes.data();
  append_id_flags(load_big<std::uint16_t>(at), load_big<std::uint16_t>(at + 2), text);
  text += ", counts: ";
  append_counts(load_big<std::uint64_t>(at + 4), text);
  return Decoded::kDone;
}

Decoded decode_gai_options(const Decoder&, const Value& value, int, std::string& text) {
  if (!value.is_scalar()) return Decoded::kMismatch;
  text += "0x";
  append_hex(value.bits, text);
  text += " {";
  bool is_first = true;
  for (const Bit& option : kGaiOptions) {
    if ((value.bits & option.bit) == 0) continue;
    if (!is_first) text += ", ";
    is_first = false;
    text += option.name;
  }
  text += '}';
  return Decoded::kDone;
}

}  // namespace knox::tracev3

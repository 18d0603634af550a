// What OpenDirectory logs: members of groups, and identifiers of Windows' security.
#include "knox/tracev3/bytes/append.h"
#include "knox/tracev3/bytes/little.h"
#include "knox/tracev3/message/decode.h"

namespace knox::tracev3 {

namespace {

// The number of a user or group, or its name up to a NUL. False: neither is there.
bool append_member(bool is_number, LittleCursor& cursor, std::string& text) {
  if (is_number) {
    append_decimal(static_cast<std::int32_t>(cursor.get<std::uint32_t>()), text);
    return cursor.ok();
  }
  const std::string_view left = as_chars(cursor.rest());
  const std::size_t size = left.find('\0');
  if (size == left.npos) return false;
  append_utf8(left.substr(0, size), text);
  cursor = LittleCursor(as_bytes(left.substr(size + 1)));
  return true;
}

}  // namespace

// A kind u8, the member, and the path of its directory up to a NUL: "user: 88@/Local/Default".
Decoded decode_membership(const Decoder&, const Value& value, int, std::string& text) {
  if (value.kind != ItemKind::kData) return Decoded::kMismatch;
  LittleCursor cursor(value.bytes);
  bool is_number = false, is_group = false;
  switch (cursor.get<std::uint8_t>()) {
    case 0x23:
    case 0xa3: is_number = true; break;
    case 0x24:
    case 0xa0:
    case 0xa4: break;
    case 0x44: is_group = true; break;
    case 0xc3: is_number = is_group = true; break;
    default: return Decoded::kPlain;
  }
  const std::size_t begin = text.size();
  text += is_group ? "group: " : "user: ";
  if (!append_member(is_number, cursor, text)) {
    text.resize(begin);
    return Decoded::kPlain;
  }
  text += '@';
  append_utf8(until_nul(cursor.rest()), text);
  return Decoded::kDone;
}

// Revision u8, count u8, authority of 6 bytes in network order, `count` numbers u32: S-1-5-21-22.
Decoded decode_sid(const Decoder&, const Value& value, int, std::string& text) {
  if (value.kind != ItemKind::kData) return Decoded::kMismatch;
  LittleCursor cursor(value.bytes);
  const auto revision = cursor.get<std::uint8_t>();
  const auto count = cursor.get<std::uint8_t>();
  std::uint64_t authority = 0;
  for (const std::uint8_t byte : cursor.take(6)) authority = authority << 8 | byte;
  if (!cursor.ok() || cursor.left() / 4 < count) return Decoded::kPlain;
  text += "S-";
  append_decimal(revision, text);
  text += '-';
  append_decimal(authority, text);
  for (unsigned i = 0; i < count; ++i) {
    text += '-';
    append_decimal(cursor.get<std::uint32_t>(), text);
  }
  return Decoded::kDone;
}

}  // namespace knox::tracev3

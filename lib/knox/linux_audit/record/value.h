// Values as records have them, and what they mean. What kind of value a field has is told by its name and the
// type of its record (fields.h), never by the look of the value: pid=12 are hex digits as well.
//
//   comm="ls"              a string: the text between the quotes, in which nothing is escaped
//   comm=6C73206C          the same in hex digits, two for each byte, in capitals: so are strings written
//                          that hold a quote, a space, a control or a byte that is not ASCII
//   comm=6c73206c          the same in small letters, as in logs that were made anonymous: if there are
//   digits
//                          among the letters, and they stand for text
//   comm=ls                as older kernels and some programs write it: what is no hex is the text itself
//   key=(null) addr=? tty=(none)      nothing
//   auid=4294967295        an id that was never set; -1 and unset are the same
//   key=6B31016B32         several keys, with a byte 0x01 between them
//   obj=system_u:object_r:etc_t:s0-s0:c0.c1023     a label of SELinux: user, role, type, level and category
//   avc:  denied  { read write } for  pid=1        the words of an AVC record
//
// Decoded bytes are in the record's text where they can be, otherwise in memory that the caller lends and
// that is used again.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "knox/linux_audit/record/record.h"

namespace knox::linux_audit {

// ?, (null), (none), "" and nothing at all.
bool is_none(std::string_view value) noexcept;

constexpr bool is_quoted(std::string_view value) noexcept {
  return value.starts_with('"');
}

// The text of a quoted value, also where the line was cut before its second quote.
std::string_view unquote(std::string_view value) noexcept;

// Appends the bytes of hex digits. False, and nothing is appended, when they are not pairs of digits, with
// all letters capital or all small.
bool append_hex(std::string& bytes, std::string_view digits);

// The bytes of a string. nullopt: (null). Good as long as the value and until `memory` is used again.
std::optional<std::string_view> decode_string(std::string_view value, std::string& memory);

std::optional<std::uint64_t> parse_number(std::string_view value) noexcept;
std::optional<std::uint64_t> parse_hex(std::string_view value) noexcept;    // up to 16 digits, without 0x
std::optional<std::uint64_t> parse_octal(std::string_view value) noexcept;  // as in mode=
std::optional<std::int64_t> parse_signed(std::string_view value) noexcept;
// uid, gid, auid, ses ...: 4294967295 for one that was never set.
inline constexpr std::uint32_t kUnsetId = 0xffffffff;
std::optional<std::uint32_t> parse_id(std::string_view value) noexcept;

// Calls `take` with each piece of decoded bytes: keys are separated by kKeySeparator, the arguments in a
// PROCTITLE by NUL. Bytes without a separator are one piece.
inline constexpr char kKeySeparator = '\x01';
template <class Take>
void for_each_piece(std::string_view bytes, char separator, Take take) {
  for (;;) {
    const std::size_t size = bytes.find(separator);
    take(bytes.substr(0, size));
    if (size == bytes.npos) return;
    bytes.remove_prefix(size + 1);
  }
}

// PROCTITLE is cut off after so many bytes, also in the middle of a character.
inline constexpr std::size_t kMaxTitle = 128;

struct Label {
  std::string_view user, role, type;
  std::string_view level;     // or a range of two; empty where SELinux has none
  std::string_view category;  // all behind the level's colon: of two levels with categories also the second
};
// nullopt: it is no label of SELinux but, for example, an AppArmor profile: "unconfined", "cupsd (enforce)".
std::optional<Label> split_label(std::string_view value) noexcept;

struct Avc {
  std::string_view decision;           // denied or granted
  std::span<const Field> permissions;  // words
};
// The sentence of SELinux in an AVC or USER_AVC record; nullopt: there is none.
std::optional<Avc> find_avc(const Record& record) noexcept;

// What the type bits of a mode say: "file", "directory", "symlink", "socket", "fifo", "block", "character";
// empty for other bits.
std::string_view file_type(std::uint32_t mode) noexcept;

}  // namespace knox::linux_audit

// The kinds of fields that BSM tokens are made of. A kind says how its bytes are laid out (read_field) and,
// by being a type of its own, how every printer shows it: a Uid has a name beside it, a Hex is shown as 0x1f.
// All integers on the wire are big-endian and unaligned. Fields borrow from the record they were read from.
//
// Sources: audit.log(5), audit_record.h of OpenBSM, xnu and illumos.
#pragma once

#include <cstdint>
#include <string_view>

#include "knox/base/cursor.h"

namespace knox::bsm {

// Plain std::uint8_t, 16, 32 and 64 fields are shown in decimal.
template <class T>
struct Hex {  // 0x1f
  T value;
};
struct ByteHex {  // 0x0f, always two digits
  std::uint8_t value;
};
template <class T>
struct Octal {  // 755
  T value;
};
template <class T>
struct Signed {  // wire bits read as two's complement: -1
  T value;
};

struct FileId {  // an inode number: praudit shows it with a sign, as it is none
  std::uint64_t value;
};

// Ids. Their unset value is all ones; people know it as -1.
struct Uid {
  std::uint32_t value;
};
struct Gid {
  std::uint32_t value;
};

// What only records have.
struct RecordSize {  // bytes from the header's id to the trailer's end
  std::uint32_t value;
};
struct EventNumber {
  std::uint16_t value;
};
template <class T>
struct Stamp {  // since 1970; the unit of `fraction` depends on the header's version (see Record)
  T seconds;
  T fraction;
};
struct FileStamp32 {  // the same in a file token, where the unit depends on the system
  std::uint32_t seconds, fraction;
};
struct FileStamp64 {
  std::uint64_t seconds, fraction;
};
struct TrailerMagic {  // 0xb105
  std::uint16_t value;
};
inline constexpr std::uint16_t kTrailerMagic = 0xb105;

// Numbers with a meaning of their own, in BSM's numbering whatever the system (constants.h).
struct Errno {
  std::uint8_t value;
};
struct SocketDomain {
  std::uint16_t value;
};
struct SocketType {
  std::uint16_t value;
};
struct HexDomain {  // the same, where praudit shows %#x
  std::uint16_t value;
};
struct HexType {
  std::uint16_t value;
};
struct Port {  // of TCP, UDP
  std::uint16_t value;
};
struct HexPort {  // the same, where praudit shows %#x
  std::uint16_t value;
};
struct KernelPort {  // the same as recorded: some kernels swap its bytes (Record::port)
  std::uint16_t value;
};
struct IpcType {
  std::uint8_t value;
};
struct ExitStatus {
  std::uint32_t value;
};
struct PrivilegeUse {  // 0: the use failed
  std::uint8_t value;
};
struct Truncated {  // 0: complete
  std::uint8_t value;
};

// Internet addresses.
struct Ipv4 {
  std::string_view bytes;  // 4
};
struct Ipv6 {
  std::string_view bytes;  // 16
};
struct IpAddress {  // u32 4 or 16 (which is also its size), then as many bytes
  std::uint32_t type;
  std::string_view bytes;
};
template <class PortNumber, class Address>
struct Terminal {  // where a subject came from; praudit calls it tid
  PortNumber port;
  Address address;
};
struct SocketEx {  // the two ends of socket_ex: both addresses have one type, 4 or 16
  std::uint16_t type;
  HexPort local_port;
  std::string_view local;
  HexPort remote_port;
  std::string_view remote;
};

// Strings and lists.
struct Text {              // u16 size that counts the final NUL, the bytes
  std::string_view bytes;  // without the NUL
  bool nul;                // false: the writer left it out
};
struct CString {  // NUL-terminated, no size
  std::string_view bytes;
};
struct Blob {  // u16 size, the bytes
  std::string_view bytes;
};
struct Uuid {
  std::string_view bytes;  // 16
};
struct Compartments {  // of a label: u8 count, u16 classification, count * 4 bytes
  std::uint8_t count;
  std::uint16_t classification;
  std::string_view bytes;
};
struct TidType {  // of a tid token: only 1, an IP address, has a known layout
  std::uint8_t value;
};
struct Strings {           // u32 count, then NUL-terminated strings without sizes
  std::uint32_t count;     // as the record says
  std::uint32_t present;   // as there are: a kernel that cuts the list leaves the count as it was
  std::string_view bytes;  // the strings that are present, each with its NUL
};
struct Texts {  // u16 count, then Text fields
  std::uint16_t count;
  std::string_view bytes;
};
struct Groups {  // u16 count, then gids; or 16 gids without a count
  std::string_view bytes;
};
struct Groups16 {
  std::string_view bytes;
};
struct DataValues {  // u8 how to print, u8 unit, u8 count, count units
  std::uint8_t format, unit, count;
  std::string_view bytes;
};
struct CapRights {  // u64 words; the top two bits of the first say how many more than two
  std::string_view bytes;
};
struct Rest {  // whatever is left of the token
  std::string_view bytes;
};

// Bytes of one unit of a data token; 0 when the unit is unknown.
constexpr std::size_t data_unit_size(std::uint8_t unit) noexcept {
  return unit <= 3 ? std::size_t{1} << unit : 0;
}

// How to read each kind.
KNOX_INLINE void read_field(Cursor& in, std::uint8_t& f) {
  f = in.get<std::uint8_t>();
}
KNOX_INLINE void read_field(Cursor& in, std::uint16_t& f) {
  f = in.get<std::uint16_t>();
}
KNOX_INLINE void read_field(Cursor& in, std::uint32_t& f) {
  f = in.get<std::uint32_t>();
}
KNOX_INLINE void read_field(Cursor& in, std::uint64_t& f) {
  f = in.get<std::uint64_t>();
}

template <class T>
concept OneNumber = requires(T t) {
  t.value;
};
template <OneNumber T>
KNOX_INLINE void read_field(Cursor& in, T& f) {
  read_field(in, f.value);
}

template <class T>
concept TwoPartTime = requires(T t) {
  t.seconds;
  t.fraction;
};
template <TwoPartTime T>
KNOX_INLINE void read_field(Cursor& in, T& f) {
  read_field(in, f.seconds);
  read_field(in, f.fraction);
}

KNOX_INLINE void read_field(Cursor& in, Ipv4& f) {
  f.bytes = in.take(4);
}
KNOX_INLINE void read_field(Cursor& in, Ipv6& f) {
  f.bytes = in.take(16);
}
KNOX_INLINE void read_field(Cursor& in, Uuid& f) {
  f.bytes = in.take(16);
}
inline void read_field(Cursor& in, CString& f) {
  f.bytes = in.take_until_nul();
}
KNOX_INLINE void read_field(Cursor& in, Blob& f) {
  f.bytes = in.take(in.get<std::uint16_t>());
}
inline void read_field(Cursor& in, Rest& f) {
  f.bytes = in.take(in.left());
}
inline void read_field(Cursor& in, CapRights& f) {
  Cursor ahead = in;
  const std::uint64_t words = 2 + (ahead.get<std::uint64_t>() >> 62);
  f.bytes = in.take(8 * words);
}
inline void read_field(Cursor& in, Groups& f) {
  f.bytes = in.take(std::size_t{4} * in.get<std::uint16_t>());
}
inline void read_field(Cursor& in, Groups16& f) {
  f.bytes = in.take(std::size_t{4} * 16);
}

KNOX_INLINE void read_field(Cursor& in, Text& f) {
  f.bytes = in.take(in.get<std::uint16_t>());
  f.nul = !f.bytes.empty() && f.bytes.back() == '\0';
  if (f.nul) f.bytes.remove_suffix(1);
}
KNOX_INLINE void read_field(Cursor& in, IpAddress& f) {
  f.type = in.get<std::uint32_t>();
  f.bytes = in.take(f.type == 4 || f.type == 16 ? f.type : in.left() + 1);  // another type: no way to go on
}
template <class P, class A>
KNOX_INLINE void read_field(Cursor& in, Terminal<P, A>& f) {
  read_field(in, f.port);
  read_field(in, f.address);
}
inline void read_field(Cursor& in, SocketEx& f) {
  f.type = in.get<std::uint16_t>();
  const std::size_t size = f.type == 4 || f.type == 16 ? f.type : in.left() + 1;
  read_field(in, f.local_port);
  f.local = in.take(size);
  read_field(in, f.remote_port);
  f.remote = in.take(size);
}
inline void read_field(Cursor& in, Texts& f) {
  f.count = in.get<std::uint16_t>();
  Cursor ahead = in;
  std::size_t size = 0;
  for (std::uint32_t i = 0; i < f.count && ahead.ok(); ++i) {
    const std::size_t n = ahead.get<std::uint16_t>();
    ahead.take(n);
    size += 2 + n;
  }
  f.bytes = in.take(size);
}
inline void read_field(Cursor& in, DataValues& f) {
  f.format = in.get<std::uint8_t>();
  f.unit = in.get<std::uint8_t>();
  f.count = in.get<std::uint8_t>();
  const std::size_t unit = data_unit_size(f.unit);
  f.bytes = in.take(unit == 0 ? in.left() + 1 : unit * f.count);
}
inline void read_field(Cursor& in, Compartments& f) {
  f.count = in.get<std::uint8_t>();
  f.classification = in.get<std::uint16_t>();
  f.bytes = in.take(std::size_t{4} * f.count);
}
inline void read_field(Cursor& in, TidType& f) {
  f.value = in.get<std::uint8_t>();
  if (f.value != 1) in.take(in.left() + 1);
}
// Reads up to `count` strings, fewer when the bytes end after one of them.
inline void read_field(Cursor& in, Strings& f) {
  f.count = in.get<std::uint32_t>();
  f.present = 0;
  Cursor ahead = in;
  while (f.present < f.count && ahead.left() > 0) {
    ahead.take_until_nul();
    ++f.present;
  }
  f.bytes = in.take(ahead.ok() ? ahead.used() - in.used() : in.left() + 1);
}

// Whether a field holds all that its own count announces. Everything but Strings cannot be read otherwise.
template <class T>
bool is_complete(const T&) {
  return true;
}
inline bool is_complete(const Strings& f) {
  return f.present == f.count;
}

}  // namespace knox::bsm

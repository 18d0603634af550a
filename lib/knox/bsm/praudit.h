// The words that praudit(1) has for every kind of field, which its text and its XML share; only the escaping
// of strings and what stands between the fields is the format's own.
#pragma once

#include <array>
#include <string>

#include "knox/base/address.h"
#include "knox/base/time.h"
#include "knox/bsm/constants.h"
#include "knox/bsm/lists.h"
#include "knox/bsm/printer.h"
#include "knox/emit/line.h"
#include "knox/emit/xml.h"

namespace knox::bsm {

inline constexpr std::size_t kFieldRoom = 256;  // what a field without strings and lists fits into

// One end of a socket_ex: 4 or 16 bytes.
struct Address {
  std::string_view bytes;
};

class PrauditWords {
 public:
  enum class Escape : std::uint8_t { kLine, kXml };

  explicit PrauditWords(const PrintOptions& options, Escape escape = Escape::kLine);

  // Some words depend on the record they are in.
  void begin_record(const Record& record) noexcept {
    record_ = &record;
    milliseconds_ = record.header().milliseconds;
  }

  // Each of these needs kFieldRoom and leaves none.
  KNOX_INLINE void put(Pen& pen, std::uint64_t v) { pen.dec(v); }
  KNOX_INLINE void put(Pen& pen, std::uint8_t v) { pen.dec(v); }
  KNOX_INLINE void put(Pen& pen, std::uint16_t v) { pen.dec(v); }
  KNOX_INLINE void put(Pen& pen, std::uint32_t v) { pen.dec(v); }
  template <class T>
  KNOX_INLINE void put(Pen& pen, Hex<T> v) {
    pen.put("0x").hex(v.value);
  }
  template <class T>
  KNOX_INLINE void put(Pen& pen, Octal<T> v) {
    pen.octal(v.value);
  }
  template <class T>
  KNOX_INLINE void put(Pen& pen, Signed<T> v) {
    pen.sdec(static_cast<std::make_signed_t<T>>(v.value));
  }
  KNOX_INLINE void put(Pen& pen, FileId v) { pen.sdec(static_cast<std::int64_t>(v.value)); }
  KNOX_INLINE void put(Pen& pen, ByteHex v) { pen.put("0x").hex_byte(v.value); }
  KNOX_INLINE void put(Pen& pen, Uid uid) {
    put_id(pen, uid.value, raw_ ? std::string_view() : names_->user(uid.value));
  }
  KNOX_INLINE void put(Pen& pen, Gid gid) {
    put_id(pen, gid.value, raw_ ? std::string_view() : names_->group(gid.value));
  }
  KNOX_INLINE void put(Pen& pen, RecordSize v) { pen.dec(v.value); }
  void put(Pen& pen, EventNumber v);
  void put(Pen& pen, Errno v);
  KNOX_INLINE void put(Pen& pen, SocketDomain v) { pen.dec(v.value); }
  KNOX_INLINE void put(Pen& pen, SocketType v) { pen.dec(v.value); }
  KNOX_INLINE void put(Pen& pen, Port v) { pen.dec(v.value); }
  KNOX_INLINE void put(Pen& pen, KernelPort v) { pen.dec(record_->port(v)); }
  KNOX_INLINE void put(Pen& pen, HexDomain v) { put_alternate_hex(pen, v.value); }
  KNOX_INLINE void put(Pen& pen, HexType v) { put_alternate_hex(pen, v.value); }
  KNOX_INLINE void put(Pen& pen, HexPort v) { put_alternate_hex(pen, v.value); }
  KNOX_INLINE void put(Pen& pen, TidType v) { pen.dec(v.value); }
  void put(Pen& pen, IpcType v);
  KNOX_INLINE void put(Pen& pen, ExitStatus v) { pen.put("Error ").dec(v.value); }
  KNOX_INLINE void put(Pen& pen, PrivilegeUse v) {
    pen.put(std::string_view(v.value != 0 ? "successful use of priv" : "failed use of priv"));
  }
  KNOX_INLINE void put(Pen& pen, Truncated v) {
    pen.put(std::string_view(v.value != 0 ? "truncated" : "complete"));
  }
  KNOX_INLINE void put(Pen& pen, const Ipv4& v) { put_address(pen, v.bytes); }
  KNOX_INLINE void put(Pen& pen, const Ipv6& v) { put_address(pen, v.bytes); }
  KNOX_INLINE void put(Pen& pen, const IpAddress& v) { put_address(pen, v.bytes); }
  KNOX_INLINE void put(Pen& pen, const Address& v) { put_address(pen, v.bytes); }
  KNOX_INLINE void put(Pen& pen, const Uuid& v) { put_uuid(pen, v.bytes); }
  KNOX_INLINE void put(Pen& pen, const Text& v) { put_string(pen, v.bytes); }
  KNOX_INLINE void put(Pen& pen, const CString& v) { put_string(pen, v.bytes); }
  KNOX_INLINE void put(Pen& pen, const Blob& v) { put_bytes(pen, v.bytes); }
  KNOX_INLINE void put(Pen& pen, const CapRights& v) { put_bytes(pen, v.bytes); }
  KNOX_INLINE void put(Pen& pen, const Rest& v) { put_bytes(pen, v.bytes); }
  void put(Pen& pen, const DataValues& v);

  void put_data_format(Pen& pen, const DataValues& v);
  void put_data_unit(Pen& pen, const DataValues& v);
  void put_seconds(Pen& pen, std::uint64_t seconds);
  KNOX_INLINE void put_fraction(Pen& pen, std::uint64_t fraction) {
    put_fraction(pen, fraction, milliseconds_ ? " msec" : " nsec");
  }
  // A file token does not say its unit: OpenBSM writes milliseconds, Solaris microseconds.
  KNOX_INLINE void put_file_fraction(Pen& pen, std::uint64_t fraction) {
    put_fraction(pen, fraction, fraction < 1000 ? " msec" : " usec");
  }
  KNOX_INLINE void put_string(Pen& pen, std::string_view bytes) {
    if (escape_ == Escape::kLine) {
      emit::line_text(pen, bytes);
    } else {
      emit::xml_text(pen, bytes);
    }
  }

 private:
  KNOX_INLINE void put_id(Pen& pen, std::uint32_t id, std::string_view name) {
    if (name.empty()) {
      pen.sdec(static_cast<std::int32_t>(id));
    } else {
      put_string(pen, name);
    }
  }
  KNOX_INLINE void put_bytes(Pen& pen, std::string_view bytes) {
    if (!bytes.empty()) pen.put("0x").hex_bytes(bytes);
  }
  KNOX_INLINE void put_alternate_hex(Pen& pen, std::uint32_t v) {  // printf's %#x
    if (v != 0) pen.put("0x");
    pen.hex(v);
  }
  KNOX_INLINE void put_fraction(Pen& pen, std::uint64_t fraction, std::string_view unit) {
    if (raw_) return (void)pen.dec(fraction);
    pen.put(" + ").dec(fraction).put(unit);
  }

  const PlatformTables* tables_;
  os::Names* names_;
  const Record* record_ = nullptr;
  Escape escape_;
  bool raw_;
  bool short_names_;
  bool milliseconds_ = true;
  LocalFormat local_;
  std::array<std::string, 256> errors_;  // what praudit says for each BSM errno, on this system
};

}  // namespace knox::bsm

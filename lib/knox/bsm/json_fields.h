// How each kind of field is written as members of a JSON object, for the formats json and tokens. Ids and
// constants are numbers, with a second member NAME_name beside them when they have a name. The rules are in
// knox-json(5).
#pragma once

#include <string>

#include "knox/base/address.h"
#include "knox/base/time.h"
#include "knox/bsm/constants.h"
#include "knox/bsm/lists.h"
#include "knox/bsm/printer.h"
#include "knox/emit/json.h"
#include "knox/emit/raw_bytes.h"

namespace knox::bsm {

class JsonFields {
 public:
  // kLossless is the format tokens: also what only frames a record, and all as it was recorded.
  enum class Form : std::uint8_t { kMeaning, kLossless };

  explicit JsonFields(const PrintOptions& options, Form form = Form::kMeaning)
      : names_(options.names), lossless_(form == Form::kLossless) {}

  // Where the values stand that are printed while it lives: raw_bytes has a string that is not UTF-8 under
  // /group/index/field/item. One at a time; `group` lives as long.
  class [[nodiscard]] Place {
   public:
    Place(JsonFields& fields, std::string_view group) : fields_(fields) { fields_.group_ = group; }
    ~Place() {
      fields_.group_ = {};
      fields_.index_ = -1;
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    // The group is an array, and its next item begins, maybe its first. Puts the comma between them.
    void next(Out& out) {
      if (++fields_.index_ > 0) out.text(",");
    }

   private:
    JsonFields& fields_;
  };

  // The strings of the line that were not UTF-8. The caller prints them at its end.
  emit::RawBytes& raw() noexcept { return raw_; }

  // Some values depend on the record they are in.
  void begin_record(const Record& record) noexcept { record_ = &record; }

  // The next member begins an object: it brings the brace. The caller puts the closing one.
  void begin_object() { separator_ = '{'; }

  // "name": with what stands before it; the caller has made room.
  KNOX_INLINE void put_name(Pen& pen, std::string_view name) {
    pen.put(separator_).put('"').put(name).put("\":");
    separator_ = ',';
  }

  // "name":value, with room made for it. Every kind of field has one.
  template <class T>
  KNOX_INLINE void member(Pen& pen, std::string_view name, const T& v) {
    pen.room(kRoom);
    put_name(pen, name);
    value(pen, name, v);
  }
  KNOX_INLINE void member(Pen& pen, std::string_view name, Uid v) {
    id(pen, name, v.value, names_->user(v.value));
  }
  KNOX_INLINE void member(Pen& pen, std::string_view name, Gid v) {
    id(pen, name, v.value, names_->group(v.value));
  }
  KNOX_INLINE void member(Pen& pen, std::string_view name, SocketDomain v) {
    id(pen, name, v.value, socket_domain_name(v.value));
  }
  KNOX_INLINE void member(Pen& pen, std::string_view name, HexDomain v) {
    member(pen, name, SocketDomain{v.value});
  }
  KNOX_INLINE void member(Pen& pen, std::string_view name, SocketType v) {
    id(pen, name, v.value, socket_type_name(v.value));
  }
  KNOX_INLINE void member(Pen& pen, std::string_view name, HexType v) {
    member(pen, name, SocketType{v.value});
  }
  KNOX_INLINE void member(Pen& pen, std::string_view name, IpcType v) {
    id(pen, name, v.value, ipc_type_name(v.value));
  }
  KNOX_INLINE void member(Pen& pen, std::string_view, Errno v) {
    pen.room(kRoom);
    put_name(pen, "status");
    if (v.value == 0) {
      pen.put("\"success\",\"errno\":0");
      return;
    }
    pen.put('"').put(bsm::name(outcome(v.value))).put("\",\"errno\":").dec(v.value);
    if (const std::string_view error = errno_name(record_->header().event, v.value); !error.empty()) {
      pen.put(",\"error\":\"").put(error).put('"');
    }
  }
  template <class T>
  KNOX_INLINE void member(Pen& pen, std::string_view,
                          const Stamp<T>& v) {  // only in tokens, json shows a time
    member(pen, "seconds", v.seconds);
    member(pen, "fraction", v.fraction);
  }
  KNOX_INLINE void member(Pen& pen, std::string_view, const FileStamp32& v) {
    file_time(pen, v.seconds, v.fraction);
  }
  KNOX_INLINE void member(Pen& pen, std::string_view, const FileStamp64& v) {
    file_time(pen, v.seconds, v.fraction);
  }
  KNOX_INLINE void member(Pen& pen, std::string_view, const SocketEx& v) {
    member(pen, "local_port", v.local_port);
    address(pen, "local_address", v.local);
    member(pen, "remote_port", v.remote_port);
    address(pen, "remote_address", v.remote);
  }
  KNOX_INLINE void member(Pen& pen, std::string_view, const Compartments& v) {
    member(pen, "classification", v.classification);
    member(pen, "compartments", Rest{v.bytes});
  }
  void member(Pen& pen, std::string_view, const DataValues& v);
  KNOX_INLINE void member(Pen& pen, std::string_view name, const Text& v) {
    pen.room(kRoom);
    put_name(pen, name);
    value(pen, name, v);
    if (lossless_ && !v.nul) pen.put(",\"").put(name).put("_unterminated\":true");
  }
  void member(Pen& pen, std::string_view name, const Texts& v);
  KNOX_INLINE void member(Pen& pen, std::string_view name, const Strings& v) {
    pen.room(kRoom);
    put_name(pen, name);
    value(pen, name, v);
    if (v.count != v.present) member(pen, "count", v.count);
  }

  // The value alone, for arrays of bare values.
  KNOX_INLINE void value(Pen& pen, std::string_view, bool v) {
    pen.put(std::string_view(v ? "true" : "false"));
  }
  KNOX_INLINE void value(Pen& pen, std::string_view, std::uint8_t v) { pen.dec(v); }
  KNOX_INLINE void value(Pen& pen, std::string_view, std::uint16_t v) { pen.dec(v); }
  KNOX_INLINE void value(Pen& pen, std::string_view, std::uint32_t v) { pen.dec(v); }
  KNOX_INLINE void value(Pen& pen, std::string_view, std::uint64_t v) { pen.dec(v); }
  template <class T>
  KNOX_INLINE void value(Pen& pen, std::string_view, Hex<T> v) {
    pen.dec(v.value);
  }
  template <class T>
  KNOX_INLINE void value(Pen& pen, std::string_view, Signed<T> v) {
    pen.sdec(static_cast<std::make_signed_t<T>>(v.value));
  }
  template <class T>
  KNOX_INLINE void value(Pen& pen, std::string_view, Octal<T> v) {  // "0100644": the digits people know
    pen.put("\"0").octal(v.value).put('"');
  }
  KNOX_INLINE void value(Pen& pen, std::string_view, FileId v) { pen.dec(v.value); }
  KNOX_INLINE void value(Pen& pen, std::string_view, ByteHex v) { pen.dec(v.value); }
  KNOX_INLINE void value(Pen& pen, std::string_view, RecordSize v) { pen.dec(v.value); }
  KNOX_INLINE void value(Pen& pen, std::string_view, TrailerMagic v) { pen.dec(v.value); }
  KNOX_INLINE void value(Pen& pen, std::string_view, EventNumber v) { pen.dec(v.value); }
  KNOX_INLINE void value(Pen& pen, std::string_view, Port v) { pen.dec(v.value); }
  KNOX_INLINE void value(Pen& pen, std::string_view, HexPort v) { pen.dec(v.value); }
  KNOX_INLINE void value(Pen& pen, std::string_view, KernelPort v) {
    pen.dec(lossless_ ? v.value : record_->port(v));
  }
  KNOX_INLINE void value(Pen& pen, std::string_view, TidType v) { pen.dec(v.value); }
  KNOX_INLINE void value(Pen& pen, std::string_view, ExitStatus v) { pen.dec(v.value); }
  // 0 and 1 have words; the format tokens keeps other numbers.
  KNOX_INLINE void value(Pen& pen, std::string_view, PrivilegeUse v) {
    if (lossless_ && v.value > 1) return (void)pen.dec(v.value);
    pen.put(std::string_view(v.value != 0 ? "\"success\"" : "\"failure\""));
  }
  KNOX_INLINE void value(Pen& pen, std::string_view name, Truncated v) {
    if (lossless_ && v.value > 1) return (void)pen.dec(v.value);
    value(pen, name, v.value != 0);
  }
  KNOX_INLINE void value(Pen& pen, std::string_view, const Ipv4& v) { quoted_address(pen, v.bytes); }
  KNOX_INLINE void value(Pen& pen, std::string_view, const Ipv6& v) { quoted_address(pen, v.bytes); }
  KNOX_INLINE void value(Pen& pen, std::string_view, const IpAddress& v) { quoted_address(pen, v.bytes); }
  template <class P, class A>
  KNOX_INLINE void value(Pen& pen, std::string_view, const Terminal<P, A>& v) {
    pen.put("{\"port\":").dec(v.port).put(",\"address\":");
    quoted_address(pen, v.address.bytes);
    pen.put('}');
  }
  KNOX_INLINE void value(Pen& pen, std::string_view, const Uuid& v) {
    pen.put('"');
    put_uuid(pen, v.bytes);
    pen.put('"');
  }
  KNOX_INLINE void value(Pen& pen, std::string_view name, const Text& v) { string(pen, name, -1, v.bytes); }
  KNOX_INLINE void value(Pen& pen, std::string_view name, const CString& v) {
    string(pen, name, -1, v.bytes);
  }
  KNOX_INLINE void value(Pen& pen, std::string_view, const Blob& v) { hex(pen, v.bytes); }
  KNOX_INLINE void value(Pen& pen, std::string_view, const CapRights& v) { hex(pen, v.bytes); }
  KNOX_INLINE void value(Pen& pen, std::string_view, const Rest& v) { hex(pen, v.bytes); }
  void value(Pen& pen, std::string_view name, const Strings& v);
  void value(Pen& pen, std::string_view name, const Texts& v);
  void value(Pen& pen, std::string_view name, const Groups& v);
  KNOX_INLINE void value(Pen& pen, std::string_view name, const Groups16& v) {
    value(pen, name, Groups{v.bytes});
  }

  // A string in quotes; one that is not UTF-8 goes to raw_bytes as well.
  KNOX_INLINE void string(Pen& pen, std::string_view name, long item, std::string_view bytes) {
    if (!emit::json_string(pen, bytes)) [[unlikely]]
      keep_raw(name, item, bytes);
    pen.room(kRoom);
  }

 private:
  static constexpr std::size_t kRoom = 256;

  KNOX_INLINE void id(Pen& pen, std::string_view name, std::uint32_t number, std::string_view text) {
    pen.room(kRoom);
    put_name(pen, name);
    pen.dec(number);
    if (text.empty()) return;
    pen.put(",\"").put(name).put("_name\":");
    if (text.size() < 32 && is_plain_name(text)) {
      pen.put('"').put(text).put('"');
    } else {
      odd_name(pen, name, text);
    }
  }
  static bool is_plain_name(std::string_view text) {
    for (const char c : text) {
      if (c < ' ' || c == '"' || c == '\\' || c == 0x7f) return false;
    }
    return true;
  }
  KNOX_INLINE void address(Pen& pen, std::string_view name, std::string_view bytes) {
    pen.room(kRoom);
    put_name(pen, name);
    quoted_address(pen, bytes);
  }
  KNOX_INLINE static void quoted_address(Pen& pen, std::string_view bytes) {
    pen.put('"');
    put_address(pen, bytes);
    pen.put('"');
  }
  KNOX_INLINE static void hex(Pen& pen, std::string_view bytes) {
    pen.put('"').hex_bytes(bytes);
    pen.room(kRoom);
    pen.put('"');
  }
  void file_time(Pen& pen, std::uint64_t seconds, std::uint64_t fraction);
  void keep_raw(std::string_view name, long item, std::string_view bytes);
  void odd_name(Pen& pen, std::string_view name, std::string_view text);

  os::Names* names_;
  const bool lossless_;
  const Record* record_ = nullptr;  // the one at hand
  emit::RawBytes raw_;
  std::string_view group_;  // of the place at hand
  long index_ = -1;         // in the array that the group is; -1: it is none
  TimeFormat times_;
  char separator_ = ',';
};

}  // namespace knox::bsm

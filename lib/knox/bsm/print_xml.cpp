// The XML of praudit -x: its elements and attributes, but well-formed for every token and every byte, and
// with an end also when several trails were read. bsm2json(1) lists where it differs.
#include "knox/bsm/formats.h"
#include "knox/bsm/praudit.h"

namespace knox::bsm {

namespace {

template <class T>
inline constexpr bool kIsList = false;
template <>
inline constexpr bool kIsList<Strings> = true;
template <>
inline constexpr bool kIsList<Texts> = true;
template <>
inline constexpr bool kIsList<Groups> = true;
template <>
inline constexpr bool kIsList<Groups16> = true;

// A field that is one word; the other kinds are several, or a list.
template <class T>
concept OneWord = requires(PrauditWords& words, Pen& pen, const T& value) {
  words.put(pen, value);
};

class XmlPrinter final : public Printer {
 public:
  explicit XmlPrinter(const PrintOptions& options) : words_(options, PrauditWords::Escape::kXml) {}

  void begin(Out& out) override { out.text("<?xml version='1.0' encoding='UTF-8' ?>\n<audit>\n"); }
  void end(Out& out) override { out.text("</audit>\n"); }

  void print(const Record& record, std::uint64_t, Out& out) override {
    words_.begin_record(record);
    for (const TokenRef& ref : record.tokens()) kPrint[ref.kind](*this, record.token(ref), out);
    if (!record.is_file()) out.text("</record>\n");
    out.end_record();
  }
  bool is_independent() const override { return true; }

 private:
  template <class T>
  static void print_token(XmlPrinter& self, Bytes bytes, Out& out);
  using Print = void (*)(XmlPrinter&, Bytes, Out&);
  static const std::array<Print, kKinds> kPrint;

  // ---- attributes: most fields are one, some kinds are several

  KNOX_INLINE void open_attribute(Pen& pen, std::string_view name) {
    pen.room(kFieldRoom);
    pen.put(' ').put(name).put("=\"");
  }
  template <OneWord T>
  KNOX_INLINE void attribute(Pen& pen, std::string_view name, const T& value) {
    open_attribute(pen, name);
    words_.put(pen, value);
    close_attribute(pen);
  }
  KNOX_INLINE void close_attribute(Pen& pen) {
    pen.room(8);
    pen.put('"');
  }
  template <class T>
  KNOX_INLINE void attribute(Pen& pen, std::string_view, const Stamp<T>& time) {
    open_attribute(pen, "time");
    words_.put_seconds(pen, time.seconds);
    pen.put('"');
    open_attribute(pen, "msec");
    words_.put_fraction(pen, time.fraction);
    pen.put('"');
  }
  KNOX_INLINE void attribute(Pen& pen, std::string_view, const FileStamp32& time) {
    file_time(pen, time.seconds, time.fraction);
  }
  KNOX_INLINE void attribute(Pen& pen, std::string_view, const FileStamp64& time) {
    file_time(pen, time.seconds, time.fraction);
  }
  KNOX_INLINE void file_time(Pen& pen, std::uint64_t seconds, std::uint64_t fraction) {
    open_attribute(pen, "time");
    words_.put_seconds(pen, seconds);
    pen.put('"');
    open_attribute(pen, "msec");
    words_.put_file_fraction(pen, fraction);
    pen.put('"');
  }
  template <class P, class A>
  KNOX_INLINE void attribute(Pen& pen, std::string_view name, const Terminal<P, A>& terminal) {
    open_attribute(pen, name);
    words_.put(pen, terminal.port);
    pen.put(' ');
    words_.put(pen, terminal.address);
    pen.put('"');
  }
  KNOX_INLINE void attribute(Pen& pen, std::string_view, const SocketEx& ends) {
    attribute(pen, "lport", ends.local_port);
    attribute(pen, "laddr", Address{ends.local});
    attribute(pen, "fport", ends.remote_port);
    attribute(pen, "faddr", Address{ends.remote});
  }
  KNOX_INLINE void attribute(Pen& pen, std::string_view, const Compartments& c) {
    attribute(pen, "classification", c.classification);
    open_attribute(pen, "compartments");
    pen.put("0x").hex_bytes(c.bytes);
    close_attribute(pen);
  }
  KNOX_INLINE void attribute(Pen& pen, std::string_view name, const Truncated& truncated) {
    open_attribute(pen, name);
    pen.put(std::string_view(truncated.value != 0 ? "yes" : "no")).put('"');
  }
  KNOX_INLINE void attribute(Pen& pen, const DataValues& data) {  // beside its values, which are the body
    open_attribute(pen, "print");
    words_.put_data_format(pen, data);
    pen.put('"');
    open_attribute(pen, "type");
    words_.put_data_unit(pen, data);
    pen.put('"');
    attribute(pen, "count", data.count);
  }

  // ---- content

  template <OneWord T>
  KNOX_INLINE void content(Pen& pen, std::string_view, const T& value) {
    pen.room(kFieldRoom);
    words_.put(pen, value);
  }
  KNOX_INLINE void content(Pen& pen, std::string_view name, const Strings& list) {
    for_each_string(list, [&](std::string_view s) { child(pen, name, CString{s}); });
  }
  KNOX_INLINE void content(Pen& pen, std::string_view name, const Texts& list) {
    for_each_text(list, [&](std::string_view s) { child(pen, name, CString{s}); });
  }
  KNOX_INLINE void content(Pen& pen, std::string_view name, const Groups& list) {
    for_each_group(list.bytes, [&](Gid gid) { child(pen, name, gid); });
  }
  KNOX_INLINE void content(Pen& pen, std::string_view name, const Groups16& list) {
    content(pen, name, Groups{list.bytes});
  }
  template <class T>
  KNOX_INLINE void child(Pen& pen, std::string_view name, const T& value) {
    pen.room(kFieldRoom);
    pen.put('<').put(name).put('>');
    words_.put(pen, value);
    pen.room(kFieldRoom);
    pen.put("</").put(name).put('>');
  }

  PrauditWords words_;
};

template <class T>
void XmlPrinter::print_token(XmlPrinter& self, Bytes bytes, Out& out) {
  if constexpr (std::is_same_v<T, Trailer>) return;
  const T token = decode_token<T>(bytes);
  const std::string_view element(T::kInfo.xml);
  Pen pen(out);
  pen.room(kFieldRoom);
  pen.put('<').put(element);
  bool has_attributes = false, has_content = false;
  for_each_field(token, [&]<class Field, class V>(const Field& field, const V& value) KNOX_INLINE_LAMBDA {
    if (field.xml == kNoXml) return;
    if constexpr (std::is_same_v<T, SocketUnix> && std::is_same_v<V, CString>) {
      self.attribute(pen, "port", CString{});  // it has none, and praudit the attribute of the others
    }
    if constexpr (std::is_same_v<V, DataValues>) {
      self.attribute(pen, value);
      has_attributes = has_content = true;
    } else if (kIsList<V> || (OneWord<V> && *field.xml == '\0')) {
      has_content = true;
    } else {
      if constexpr (requires { self.attribute(pen, field.xml, value); }) {
        self.attribute(pen, field.xml, value);
      }
      has_attributes = true;
    }
  });
  pen.room(kFieldRoom);
  if constexpr (std::is_base_of_v<Header<std::uint32_t>, T> || std::is_base_of_v<Header<std::uint64_t>, T> ||
                std::is_base_of_v<HeaderEx<std::uint32_t>, T> ||
                std::is_base_of_v<HeaderEx<std::uint64_t>, T>) {
    pen.put(" >\n");  // closed by the record's end
    return;
  }
  if (!has_content) {
    pen.put(" />\n");
    return;
  }
  pen.put(std::string_view(has_attributes ? " >" : ">"));
  for_each_field(token, [&]<class Field, class V>(const Field& field, const V& value) KNOX_INLINE_LAMBDA {
    if constexpr (kIsList<V>) {
      self.content(pen, field.xml, value);
    } else if constexpr (OneWord<V>) {
      if (field.xml != kNoXml && *field.xml == '\0') self.content(pen, field.xml, value);
    }
  });
  pen.room(kFieldRoom);
  pen.put("</").put(element).put(">\n");
}

const std::array<XmlPrinter::Print, kKinds> XmlPrinter::kPrint =
    per_token(Tokens{}, []<class T>() -> Print { return &print_token<T>; });

}  // namespace

std::unique_ptr<Printer> make_xml_printer(const PrintOptions& options) {
  return std::make_unique<XmlPrinter>(options);
}

}  // namespace knox::bsm

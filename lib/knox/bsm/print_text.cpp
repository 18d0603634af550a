// The text of praudit(1): the tokens of a record in their order, each its name and its fields with a
// delimiter between them; one record a line (praudit -l) or one token a line. bsm2json(1) lists where it
// differs.
#include <cstring>
#include <tuple>

#include "knox/base/address.h"
#include "knox/base/time.h"
#include "knox/bsm/constants.h"
#include "knox/bsm/formats.h"
#include "knox/bsm/praudit.h"
#include "knox/emit/line.h"

namespace knox::bsm {

namespace {

class TextPrinter final : public Printer {
 public:
  explicit TextPrinter(const PrintOptions& options) : words_(options), delimiter_(options.delimiter) {
    multiline_ = options.multiline;
    raw_ = options.raw;
  }

  void print(const Record& record, std::uint64_t, Out& out) override {
    words_.begin_record(record);
    for (const TokenRef& ref : record.tokens()) {
      kPrint[ref.kind](*this, record.token(ref), out);
      if (multiline_) out.text("\n");
    }
    if (!multiline_) out.text("\n");
    out.end_record();
  }
  bool is_independent() const override { return true; }

 private:
  template <class T>
  static void print_token(TextPrinter& self, Bytes bytes, Out& out);
  using Print = void (*)(TextPrinter&, Bytes, Out&);
  static const std::array<Print, kKinds> kPrint;

  // Every field brings its delimiter; kinds of more than one field put it between them.
  template <class T>
  KNOX_INLINE void field(Pen& pen, const T& value) {
    delimit(pen);
    words_.put(pen, value);
  }
  template <class T>
  void field(Pen& pen, const Stamp<T>& time) {
    delimit(pen);
    words_.put_seconds(pen, time.seconds);
    delimit(pen);
    words_.put_fraction(pen, time.fraction);
  }
  void field(Pen& pen, const FileStamp32& time) { file_time(pen, time.seconds, time.fraction); }
  void field(Pen& pen, const FileStamp64& time) { file_time(pen, time.seconds, time.fraction); }
  void file_time(Pen& pen, std::uint64_t seconds, std::uint64_t fraction) {
    delimit(pen);
    words_.put_seconds(pen, seconds);
    delimit(pen);
    words_.put_file_fraction(pen, fraction);
  }
  void field(Pen&, const TrailerMagic&) {}
  template <class P, class A>
  void field(Pen& pen, const Terminal<P, A>& terminal) {
    field(pen, terminal.port);
    field(pen, terminal.address);
  }
  void field(Pen& pen, const SocketEx& ends) {
    field(pen, ends.local_port);
    field(pen, Address{ends.local});
    field(pen, ends.remote_port);
    field(pen, Address{ends.remote});
  }
  void field(Pen& pen, const Strings& list) {
    for_each_string(list, [&](std::string_view s) { field(pen, CString{s}); });
  }
  void field(Pen& pen, const Texts& list) {
    for_each_text(list, [&](std::string_view s) { field(pen, CString{s}); });
  }
  void field(Pen& pen, const Groups& list) {
    for_each_group(list.bytes, [&](Gid gid) { field(pen, gid); });
  }
  void field(Pen& pen, const Groups16& list) { field(pen, Groups{list.bytes}); }
  void field(Pen& pen, const Compartments& c) {
    field(pen, c.count);
    field(pen, c.classification);
    for_each_u32(c.bytes, [&](std::uint32_t word) { field(pen, Hex<std::uint32_t>{word}); });
  }
  void field(Pen& pen, const Blob& blob) {
    delimit(pen);
    if (opaque_) {
      pen.dec(blob.bytes.size());
      delimit(pen);
    }
    words_.put(pen, blob);
  }
  void field(Pen& pen, const DataValues& data) {
    delimit(pen);
    words_.put_data_format(pen, data);
    delimit(pen);
    words_.put_data_unit(pen, data);
    delimit(pen);
    pen.dec(data.count);
    delimit(pen);
    words_.put(pen, data);
  }

  KNOX_INLINE void delimit(Pen& pen) {
    if (delimiter_.size() != 1) pen.text(delimiter_);
    pen.room(kFieldRoom);
    if (delimiter_.size() == 1) pen.put(delimiter_.front());
  }

  PrauditWords words_;
  std::string delimiter_;
  bool multiline_;
  bool raw_;
  bool opaque_ = false;  // the token is one: its size is shown before its bytes
};

template <class T>
void TextPrinter::print_token(TextPrinter& self, Bytes bytes, Out& out) {
  Pen pen(out);
  pen.room(kFieldRoom);
  if (self.raw_) {
    pen.dec(bytes[0]);
  } else {
    pen.put(std::string_view(T::kInfo.text));
  }
  self.opaque_ = std::is_same_v<T, Opaque>;
  const T token = decode_token<T>(bytes);
  for_each_field(token, [&](const auto&, const auto& value) KNOX_INLINE_LAMBDA { self.field(pen, value); });
  if (!self.multiline_) self.delimit(pen);
}

const std::array<TextPrinter::Print, kKinds> TextPrinter::kPrint =
    per_token(Tokens{}, []<class T>() -> Print { return &print_token<T>; });

}  // namespace

std::unique_ptr<Printer> make_text_printer(const PrintOptions& options) {
  return std::make_unique<TextPrinter>(options);
}

}  // namespace knox::bsm

// The format text: the records of each event as they were read, behind a line of their own. What is not plain
// text is made safe for a terminal: the separator of ENRICHED logs becomes a space, which all readers know,
// and every other byte that could do harm \xNN.
#include <algorithm>

#include "knox/base/plain.h"
#include "knox/base/utf8.h"
#include "knox/linux_audit/print/formats.h"

namespace knox::linux_audit {

namespace {

constexpr char kDelete = '\x7f';  // never plain, and copy_plain() wants to be told of something

void put_special(Pen& pen, std::string_view& rest) {
  const Utf8Char c = utf8_front(rest);
  const std::size_t size = std::max<std::size_t>(c.size, 1);
  if (c.code == 0x1d && c.size == 1) {
    pen.put(' ');
  } else if (c.size == 0 || is_unsafe_char(c.code) || (c.code & 0xfffe) == 0xfffe) {
    for (const char byte : rest.substr(0, size)) pen.put("\\x").hex_byte(static_cast<std::uint8_t>(byte));
  } else {
    pen.put(rest.substr(0, size));
  }
  rest.remove_prefix(size);
}

class TextPrinter final : public Printer {
 public:
  void print(const Event& event, Out& out) override {
    Pen pen(out);
    pen.room(4);
    pen.put("---\n");
    for (const Line& line : event.records) put_line(pen, line.text);
    pen.end_record();
  }

 private:
  KNOX_INLINE static void put_line(Pen& pen, std::string_view text) {
    constexpr std::size_t kPiece = 4096;
    while (!text.empty()) {
      pen.room(kPiece + 32);
      const std::size_t size = std::min(text.size(), kPiece);
      const std::size_t plain = copy_plain<kDelete>(text.substr(0, size), pen.at());
      pen.at(pen.at() + plain);
      text.remove_prefix(plain);
      if (plain < size) put_special(pen, text);
    }
    pen.room(1);
    pen.put('\n');
  }
};

}  // namespace

std::unique_ptr<Printer> make_text_printer(const PrintOptions&) {
  return std::make_unique<TextPrinter>();
}

}  // namespace knox::linux_audit

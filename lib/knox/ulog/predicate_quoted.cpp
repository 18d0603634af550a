#include <algorithm>

#include "knox/base/utf8.h"
#include "knox/ulog/predicate_parser.h"

namespace knox::ulog {

namespace {

bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
int digit_of(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = static_cast<char>(c | 0x20);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : 99;
}

class Reader {
 public:
  Reader(std::string_view text, std::size_t at, Fault& fault)
      : text_(text), begin_(at), at_(at + 1), fault_(fault) {}

  // Up to the last quote, or till the value has `most` bytes.
  void read(std::size_t most) {
    while (at_ < text_.size() && text_[at_] != text_[begin_] && value_.size() < most && !fault_.is_set()) {
      if (text_[at_] == '\\') {
        read_escape();
      } else {
        value_ += text_[at_++];
      }
    }
  }
  std::size_t at() const { return at_; }
  Quoted take() {
    if (at_ >= text_.size()) fault_.set(begin_, "a text without its last quote");
    return {std::move(value_), std::min(at_ + 1, text_.size())};
  }

 private:
  void read_escape() {
    const std::size_t place = at_++;
    const char c = at_ < text_.size() ? text_[at_++] : '\0';
    constexpr std::string_view kLetters = "abfnrtv", kValues = "\a\b\f\n\r\t\v";
    if (c == '\0') return;
    if (const std::size_t known = kLetters.find(c); known != kLetters.npos) {
      value_ += kValues[known];
    } else if (c == 'x') {
      add_utf8(value_, read_digits(16, 2, 2, place));
    } else if (c == 'u') {
      read_unit(place);
    } else if (c >= '0' && c <= '7') {
      --at_;
      add_utf8(value_, read_digits(8, 1, 3, place));
    } else if (is_letter(c) || c == '8' || c == '9') {
      const std::string written = {'\\', c};
      fault_.set(place,
                 named(written) + " is no escape; a backslash is written '\\\\', as in '\\" + written + "'");
    } else {
      value_ += c;  // the first byte, if it has several
    }
  }

  std::uint32_t read_digits(int base, std::size_t least, std::size_t most, std::size_t place) {
    std::uint32_t value = 0;
    std::size_t count = 0;
    for (; count < most && at_ < text_.size() && digit_of(text_[at_]) < base; ++at_, ++count) {
      value = value * static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(digit_of(text_[at_]));
    }
    if (count < least) fault_.set(place, "expected " + std::to_string(least) + " hex digits");
    return value;
  }

  // UTF-16, as in Foundation; half a pair is U+FFFD.
  void read_unit(std::size_t place) {
    std::uint32_t code = read_digits(16, 4, 4, place);
    if (code >= 0xd800 && code < 0xdc00 && text_.substr(at_).starts_with("\\u")) {
      const std::size_t second = at_;
      at_ += 2;
      const std::uint32_t low = read_digits(16, 4, 4, second);
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      } else {
        at_ = second;
      }
    }
    add_utf8(value_, code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
  }

  std::string_view text_;
  std::size_t begin_, at_;
  Fault& fault_;
  std::string value_ = {};
};

}  // namespace

Quoted read_quoted(std::string_view text, std::size_t at, Fault& fault) {
  Reader reader(text, at, fault);
  reader.read(text.size());
  return reader.take();
}

std::size_t place_in_quoted(std::string_view text, std::size_t at, std::size_t offset) {
  Fault fault;
  Reader reader(text, at, fault);
  reader.read(offset);
  return reader.at();
}

std::string quote(std::string_view value) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text = "\"";
  while (!value.empty()) {
    const Utf8Char c = utf8_front(value);
    const std::size_t size = std::max<std::size_t>(c.size, 1);
    if (c.code == '"' || c.code == '\\') {
      text.append("\\").append(value.substr(0, 1));
    } else if (c.code == '\n') {
      text += "\\n";
    } else if (c.code == '\t') {
      text += "\\t";
    } else if (c.size == 0 || !is_unsafe_char(c.code)) {
      text.append(value.substr(0, size));
    } else if (c.code < 0x10000) {
      text += "\\u";
      for (int shift = 12; shift >= 0; shift -= 4) text += kHex[c.code >> shift & 0xf];
    } else {
      text += "\\udb40\\u";  // tags, the only ones above U+FFFF
      const std::uint32_t low = 0xdc00 + (c.code & 0x3ff);
      for (int shift = 12; shift >= 0; shift -= 4) text += kHex[low >> shift & 0xf];
    }
    value.remove_prefix(size);
  }
  return text += '"';
}

std::string named(std::string_view word) {
  return "'" + std::string(word) + "'";
}

}  // namespace knox::ulog

#include "knox/tracev3/message/format_parser.h"

#include "knox/tracev3/message/decoders.h"

namespace knox::tracev3 {

namespace {

using Integer = Specification::Integer;
using What = ParsedSpecification::What;

constexpr std::string_view kConversions = "dDiuUoOxXcCaAeEfFgGpsS@Pmn";
constexpr std::size_t kLongestMask = 8;
constexpr int kLargest = 1'000'000;  // a width or precision is cut long before it

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

void annotate(Specification& specification, std::string_view word) {
  if (word.starts_with("mask.")) {
    const std::string_view name = word.substr(5);
    if (!name.empty() && name.size() <= kLongestMask) specification.mask = name;
    return;
  }
  if (word.starts_with("builtin:")) word.remove_prefix(8);
  if (const Decoder* const decoder = find_decoder(word)) specification.decoder = decoder;
}

// Between the braces: words with commas behind them, spaces in front.
void read_annotations(Specification& specification, std::string_view list) {
  while (!list.empty()) {
    const std::size_t begin = list.find_first_not_of(' ');
    if (begin == list.npos) return;
    list.remove_prefix(begin);
    const std::size_t size = list.find(',');
    annotate(specification, list.substr(0, size));
    if (size == list.npos) return;
    list.remove_prefix(size + 1);
  }
}

// What stands between the annotations and the conversion.
class Reader {
 public:
  Reader(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  // False: the text ends, or what is next is none of it.
  bool take(Specification& to) {
    if (at_ >= text_.size()) return false;
    const char c = text_[at_];
    switch (c) {
      case '-': to.minus = true; break;
      case '+': to.plus = true; break;
      case ' ': to.space = true; break;
      case '#': to.alternate = true; break;
      case '0': to.zero = true; break;
      case '\'': break;  // groups digits only where a locale does
      case '*': set(to.width, Specification::kFromItem); break;
      case '.': take_precision(to); return true;
      default:
        if (is_digit(c)) {
          set(to.width, take_number());
          if (at_ < text_.size() && text_[at_] == '$') {
            impossible_ = true;
            ++at_;
          }
          return true;
        }
        return take_length(to, c);
    }
    ++at_;
    return true;
  }

  std::size_t at() const { return at_; }
  bool impossible() const { return impossible_; }

 private:
  void set(int& field, int value) {
    if (field != Specification::kNone) impossible_ = true;
    field = value;
  }
  int take_number() {
    int value = 0;
    for (; at_ < text_.size() && is_digit(text_[at_]); ++at_) {
      if (value < kLargest) value = value * 10 + (text_[at_] - '0');
    }
    return value;
  }
  void take_precision(Specification& to) {
    ++at_;
    if (at_ < text_.size() && text_[at_] == '*') {
      ++at_;
      return set(to.precision, Specification::kFromItem);
    }
    set(to.precision, take_number());
  }
  bool take_length(Specification& to, char c) {
    const bool is_doubled = at_ + 1 < text_.size() && text_[at_ + 1] == c;
    switch (c) {
      case 'h': to.integer = is_doubled ? Integer::kChar : Integer::kShort; break;
      case 'l': to.integer = is_doubled ? Integer::kLongLong : Integer::kLong; break;
      case 'q':
      case 'j': to.integer = Integer::kLongLong; break;
      case 'z':
      case 't': to.integer = Integer::kLong; break;
      case 'L': break;  // a long double, which the writer has made a double
      default: return false;
    }
    at_ += is_doubled && (c == 'h' || c == 'l') ? 2 : 1;
    return true;
  }

  std::string_view text_;
  std::size_t at_;
  bool impossible_ = false;
};

}  // namespace

ParsedSpecification parse_specification(std::string_view text, Syntax syntax) {
  ParsedSpecification parsed;
  Specification& specification = parsed.specification;
  std::size_t begin = 1;
  if (syntax == Syntax::kLog && text.size() > 1 && text[1] == '{') {
    const std::size_t end = text.find('}');
    if (end == text.npos) return parsed;
    read_annotations(specification, text.substr(2, end - 2));
    begin = end + 1;
  }
  Reader reader(text, begin);
  while (reader.take(specification)) {
  }
  if (reader.at() >= text.size()) return parsed;
  char conversion = text[reader.at()];
  if (kConversions.find(conversion) == kConversions.npos || (syntax == Syntax::kTrace && conversion == 'P')) {
    return parsed;
  }
  specification.text = text.substr(0, reader.at() + 1);
  if (conversion == 'D' || conversion == 'U' || conversion == 'O') {
    specification.integer = Integer::kLong;
    conversion = static_cast<char>(conversion - 'A' + 'a');
  }
  specification.conversion = conversion;
  const bool lacks_size = conversion == 'P' && specification.precision == Specification::kNone;
  const bool is_impossible = reader.impossible() || lacks_size || conversion == 'n';
  parsed.what = is_impossible ? What::kImpossible : What::kSpecification;
  return parsed;
}

}  // namespace knox::tracev3

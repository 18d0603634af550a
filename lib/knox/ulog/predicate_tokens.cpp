#include "knox/ulog/predicate_tokens.h"

#include <algorithm>

#include "knox/base/utf8.h"

namespace knox::ulog {

namespace {

bool is_space(char c) noexcept {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}
bool begins_word(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '#' || c == '@' || c == '/' ||
         static_cast<std::uint8_t>(c) >= 0x80;
}
bool goes_on(char c) noexcept {
  return begins_word(c) || is_digit(c) || c == '.' || c == '-' || c == ':';
}

// Names of rules have a colon in them, and no text ends in one.
std::size_t word_size(std::string_view rest) noexcept {
  std::size_t size = 1;
  while (size < rest.size() && goes_on(rest[size])) ++size;
  while (size > 1 && (rest[size - 1] == ':' || rest[size - 1] == '.' || rest[size - 1] == '-')) --size;
  return size;
}

constexpr std::string_view kSigns[] = {"==", "!=", "<>", "<=", "=<", ">=", "=>", "&&", "||", "=",
                                       "<",  ">",  "!",  "(",  ")",  "{",  "}",  "[",  "]",  ","};

void read_number(std::string_view rest, Token& token, Fault& fault) {
  std::size_t size = 0;
  if (rest[0] == '-' || rest[0] == '+') ++size;
  const bool is_negative = rest[0] == '-';
  const bool is_hex = rest.substr(size).starts_with("0x") || rest.substr(size).starts_with("0X");
  const std::uint64_t base = is_hex ? 16 : 10;
  if (is_hex) size += 2;
  const std::size_t first = size;
  bool is_too_large = false;
  for (; size < rest.size(); ++size) {
    const char c = static_cast<char>(rest[size] | 0x20);
    std::uint64_t digit = base;
    if (is_digit(rest[size])) digit = static_cast<std::uint64_t>(rest[size] - '0');
    if (is_hex && c >= 'a' && c <= 'f') digit = static_cast<std::uint64_t>(c - 'a' + 10);
    if (digit >= base) break;
    is_too_large |= token.number.magnitude > (UINT64_MAX - digit) / base;
    token.number.magnitude = token.number.magnitude * base + digit;
  }
  const bool has_digits = size > first;
  if (!is_hex && size + 1 < rest.size() && rest[size] == '.' && is_digit(rest[size + 1])) {
    token.is_fraction = true;
    for (++size; size < rest.size() && is_digit(rest[size]); ++size) continue;
  }
  token.number.is_negative = is_negative && token.number.magnitude != 0;
  token.what = Token::What::kNumber;
  token.written = rest.substr(0, size);
  if (!has_digits || (size < rest.size() && (begins_word(rest[size]) || is_digit(rest[size])))) {
    fault.set(token.place, "expected a number such as 12 or 0x1f");
  } else if (is_too_large) {
    fault.set(token.place, "the number is too large");
  }
}

}  // namespace

Token next_token(std::string_view text, std::size_t at, Fault& fault) {
  while (at < text.size() && is_space(text[at])) ++at;
  Token token{.place = at};
  const std::string_view rest = text.substr(at);
  if (rest.empty()) return token;
  const char c = rest.front();
  if (c == '\'' || c == '"') {
    Quoted quoted = read_quoted(text, at, fault);
    token.what = Token::What::kText;
    token.written = text.substr(at, quoted.end - at);
    token.text = std::move(quoted.value);
  } else if (begins_word(c)) {
    token.what = Token::What::kWord;
    token.written = rest.substr(0, word_size(rest));
  } else if (is_digit(c) || ((c == '-' || c == '+') && rest.size() > 1 && is_digit(rest[1]))) {
    read_number(rest, token, fault);
  } else {
    const auto sign = std::ranges::find_if(kSigns, [&](std::string_view s) { return rest.starts_with(s); });
    token.what = Token::What::kSign;
    if (sign != std::end(kSigns)) {
      token.written = rest.substr(0, sign->size());
    } else {
      token.written = rest.substr(0, std::max<std::size_t>(utf8_front(rest).size, 1));
      fault.set(at, named(token.written) + " means nothing here");
    }
  }
  return token;
}

std::size_t end_of(const Token& token) noexcept {
  return token.place + token.written.size();
}

std::string describe(const Token& token) {
  if (token.what == Token::What::kEnd) return "the end";
  constexpr std::size_t kLongest = 40;
  if (token.written.size() > kLongest && token.what == Token::What::kText) return "a text";
  if (token.written.size() > kLongest) return "a long word";
  return token.what == Token::What::kText ? std::string(token.written) : named(token.written);
}

}  // namespace knox::ulog

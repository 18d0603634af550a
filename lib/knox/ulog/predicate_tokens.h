// The long form's tokens. Private to predicate*.cpp.
#pragma once

#include <string>
#include <string_view>

#include "knox/ulog/predicate_parser.h"

namespace knox::ulog {

struct Token {
  enum class What : std::uint8_t { kEnd, kWord, kText, kNumber, kSign };
  What what = What::kEnd;
  std::size_t place = 0;
  std::string_view written = {};
  std::string text = {};     // kText: the value
  bool is_fraction = false;  // kNumber
  Whole number = {};

  bool is_sign(std::string_view sign) const noexcept { return what == What::kSign && written == sign; }
  bool is_word(std::string_view word) const noexcept {
    return what == What::kWord && is_same_word(written, word);
  }
};

// The token at `at` or behind the white space there. What is no token is a mistake.
Token next_token(std::string_view text, std::size_t at, Fault& fault);
std::size_t end_of(const Token& token) noexcept;
std::string describe(const Token& token);  // "'word'", "the end"

}  // namespace knox::ulog

// LIKE: * is any characters, also none and also line ends, ? is any one; a backslash before either, or before
// a backslash, makes it an ordinary character. The whole text has to fit.
//
// At worst the time is the product of the lengths of pattern and text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace knox::ulog {

class Like {
 public:
  explicit Like(std::string_view pattern);

  // Both are folded alike before.
  bool matches(std::string_view text) const noexcept;

  // The texts without * and ? in them that a text has to hold one after the other.
  std::vector<std::string_view> literals() const;

 private:
  struct Piece {
    bool any = false;  // one character; otherwise `text`
    std::string text = {};
  };
  using Part = std::vector<Piece>;  // what is between two *

  static std::size_t match(const Part& part, std::string_view text) noexcept;

  std::vector<Part> parts_;
};

}  // namespace knox::ulog

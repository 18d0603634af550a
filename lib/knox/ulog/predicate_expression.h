// Expression: the regular expressions of MATCHES, as far as an automaton goes, so that no pattern and no text
// takes more than time proportional to their product; mostly it is the text's length, since states are kept.
//
//   x*  x+  x?  x{2}  x{2,}  x{2,5}   with ? behind them they mean the same here: only whether it matches is
//   asked a|b  (a)  (?:a)  (?<name>a)       groups .  [a-z]  [^a-z]  [[:alpha:]]     . is no line end, unless
//   (?s) \d \w \s \h and \D \W \S \H       of ASCII only, as [:alpha:] and so on \b \B  ^ $ \A \Z \z ^ and $
//   are the ends of the text, with (?m) of its lines \n \r \t \f \e \a \xHH \x{H} \uHHHH \UHHHHHHHH \Q...\E
//   (?i) (?s) (?m) and (?i:a)         on from here, or within; (?-i) takes it away
//
// Characters are those of UTF-8; a byte that belongs to none is U+FFFD. Other than in ICU, which Foundation
// uses: there are no \1, (?=a), (?!a), (?<=a), (?>a), a*+, \p{L}, \X, \R, nor sets in sets (a mistake says
// so), classes know only ASCII, and case is folded character by character.
//
// Source: ICU User Guide, Regular Expressions.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace knox::ulog {

class Expression {
 public:
  struct Mistake {
    std::size_t place;  // in the pattern, in bytes
    std::string what;
  };
  struct Options {
    bool ignores_case = false;
    bool finds = false;  // it is enough that the text holds it somewhere
  };

  static std::expected<Expression, Mistake> compile(std::string_view pattern, Options options);
  Expression(Expression&&) noexcept;
  Expression& operator=(Expression&&) noexcept;
  ~Expression();

  // Whether it is all of the text. Used by one thread at a time: it remembers states, up to a fixed number.
  bool matches(std::string_view text) const;

  // Texts that every match holds. None where case is ignored.
  const std::vector<std::string>& literals() const noexcept;
  // Nothing in it means another thing in ICU.
  bool is_icus() const noexcept;

 private:
  struct Automaton;
  explicit Expression(std::unique_ptr<Automaton> automaton);

  std::unique_ptr<Automaton> automaton_;
};

}  // namespace knox::ulog

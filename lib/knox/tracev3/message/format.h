// Format: a format string of a log message, taken apart once. It is printf's language with annotations in
// braces, `%{public,uuid_t}.16P`, and conversions for objects (%@) and data (%P).
//
// What is no specification is text without its percent sign: "100% of" is "100 of", and %% a percent sign.
// One that cannot be composed (%n, positions, %P without a precision, a width or precision twice) ends the
// message.
//
// Source: what log(1) of macOS 12 to 15 does; os/log.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace knox::tracev3 {

struct Decoder;  // of values with a form of their own, such as uuid_t (decoders.h)

enum class Syntax : std::uint8_t {
  kLog,
  kTrace  // of trace records: no annotations, no %P
};

struct Specification {
  static constexpr int kNone = -1;      // no width, no precision
  static constexpr int kFromItem = -2;  // "*"
  enum class Integer : std::uint8_t { kChar, kShort, kInt, kLong, kLongLong };

  std::string_view text;  // from the percent sign to the conversion
  char conversion = 0;    // one of diuoxXcCaAeEfFgGpsS@Pm; D, U, O are d, u, o of a long
  Integer integer = Integer::kInt;
  bool minus = false, plus = false, space = false, zero = false, alternate = false;  // the flags - + ' ' 0 #
  int width = kNone, precision = kNone;
  const Decoder* decoder = nullptr;  // nullptr: none, or one that is not known
  std::string_view mask = {};        // "hash" of mask.hash

  bool is_text() const noexcept {  // a string, object or data
    return conversion == 's' || conversion == 'S' || conversion == '@' || conversion == 'P';
  }
  bool is_float() const noexcept {
    return std::string_view("aAeEfFgG").find(conversion) != std::string_view::npos;
  }
};

class Format {
 public:
  struct Piece {
    std::string_view text;  // printed as it is, before the specification
    bool has_specification = false;
    Specification specification = {};
  };

  // Why there is no message, in the words of log(1).
  static constexpr std::string_view kNoImage = "<compose failure [UUID]>";
  static constexpr std::string_view kNoSharedCache = "<compose failure [shared UUID]>";
  static constexpr std::string_view kCorrupt = "<compose failure [corrupt log]>";

  explicit Format(std::string_view text, Syntax syntax = Syntax::kLog);
  // In the place of one that could not be found. `reason`, static text, is its message.
  struct Missing {
    std::string_view reason;
  };
  explicit Format(Missing missing);
  // "%s": what a record with a dynamic format string means.
  static const Format& dynamic();

  Format(const Format&) = delete;
  Format& operator=(const Format&) = delete;

  std::string_view text() const noexcept { return text_; }  // as it was given, in UTF-8; empty: missing
  bool is_missing() const noexcept { return is_missing_; }
  const std::vector<Piece>& pieces() const noexcept { return pieces_; }
  // The specification that ends the message, since it cannot be composed; empty: none.
  std::string_view impossible() const noexcept { return impossible_; }
  std::size_t memory() const noexcept;  // about how many bytes it takes

 private:
  void add_text(std::string_view text);

  const std::string text_;  // which the views point into
  std::vector<Piece> pieces_;
  std::string_view impossible_;
  bool is_missing_ = false;
};

}  // namespace knox::tracev3

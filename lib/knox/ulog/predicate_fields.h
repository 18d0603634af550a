// The fields that a predicate can name and the words of their enumerations: tables/fields.def,
// tables/words.def.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "knox/ulog/record.h"

namespace knox::ulog {

enum class Kind : std::uint8_t {
  kText,
  kName,  // a text; an entry without it and one where it is empty are the same
  kPath,  // a text, the last part of a path
  kNumber,
  kDate,
  kType,
  kLevel,
  kSignpostType,
  kSignpostScope
};
constexpr bool is_text(Kind kind) noexcept {
  return kind <= Kind::kPath;
}
constexpr bool is_enumeration(Kind kind) noexcept {
  return kind >= Kind::kType;
}

// Whole numbers from -2^64 to 2^64.
struct Whole {
  std::uint64_t magnitude = 0;
  bool is_negative = false;  // never of zero

  std::strong_ordering operator<=>(const Whole& other) const noexcept {
    if (is_negative != other.is_negative) return other.is_negative <=> is_negative;
    return is_negative ? other.magnitude <=> magnitude : magnitude <=> other.magnitude;
  }
  bool operator==(const Whole&) const noexcept = default;
};

// What an entry has in a field, by its kind: a text, a number (also of an enumeration), a time. The text is
// the record's.
struct Operand {
  bool is_there = false;
  std::string_view text = {};
  Whole number = {};
  Time time = {};
};

struct Field {
  std::string_view name;
  Kind kind;
  bool is_logs;  // log(1) knows it, and tells it in JSON
  Operand (*get)(const Record& record);
};

// Fields by their places in the table.
class FieldSet {
 public:
  // Without those of these names, all of which the table has.
  static FieldSet all_but(std::span<const std::string_view> names) noexcept;
  static FieldSet only(std::span<const std::string_view> names) noexcept;

  bool has(const Field& field) const noexcept;

 private:
  std::uint64_t bits_ = 0;
};

// A name as it can stand in a predicate.
struct FieldName {
  const Field* field = nullptr;
  std::string_view name = {};  // of the table
  bool is_logs = false;
};

// field: nullptr where there is none of the name.
FieldName find_field(std::string_view name) noexcept;
// What log(1) calls a field of its own, in all of its releases.
std::string_view logs_name(const Field& field) noexcept;
// The name that was meant; empty: none is near.
std::string_view nearest_field(std::string_view name);

struct Word {
  Kind kind;
  std::string_view word;
  std::uint16_t number;
  std::string_view needle;
};
// nullptr: there is none.
const Word* find_word(Kind kind, std::string_view word) noexcept;
const Word* find_word(Kind kind, const Whole& number) noexcept;
void for_words(Kind kind, const std::function<void(const Word&)>& take);
// "default, info, debug", for messages.
std::string words_of(Kind kind);

// Of two words, whatever their case in ASCII.
bool is_same_word(std::string_view a, std::string_view b) noexcept;
// Of several names the nearest; empty: none is near.
class Nearest {
 public:
  explicit Nearest(std::string_view name) : name_(name) {}
  void look_at(std::string_view other);
  std::string_view found() const noexcept { return found_; }

 private:
  std::string_view name_;
  std::string_view found_ = {};
  std::size_t distance_ = 0;
};

}  // namespace knox::ulog

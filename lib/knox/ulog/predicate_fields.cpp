#include "knox/ulog/predicate_fields.h"

#include <algorithm>
#include <vector>

namespace knox::ulog {

namespace {

Operand of(Record::Text text) {
  return {.is_there = text.has_value(), .text = text.value_or(std::string_view())};
}
Operand of(Record::Number number) {
  return {.is_there = number.has_value(), .number = {number.value_or(0)}};
}
Operand of(std::optional<std::int64_t> number) {
  const std::int64_t value = number.value_or(0);
  const auto bits = static_cast<std::uint64_t>(value);
  return {.is_there = number.has_value(), .number = {value < 0 ? 0 - bits : bits, value < 0}};
}
Operand of(std::optional<Time> time) {
  return {.is_there = time.has_value(), .time = time.value_or(Time())};
}
template <class Enumeration>
Operand of(std::optional<Enumeration> value) {
  return {.is_there = value.has_value(),
          .number = {static_cast<std::uint64_t>(value.value_or(Enumeration()))}};
}
Operand of(std::nullptr_t) {
  return {};
}

Record::Text last_part(Record::Text name, Record::Text path) {
  return !name && path ? path->substr(path->rfind('/') + 1) : name;
}

constexpr Field kFields[] = {
#define FIELD(name, kind, value) \
  {name, Kind::kind, true, []([[maybe_unused]] const Record& record) { return of(value); }},
#define OWN(name, kind, value) \
  {name, Kind::kind, false, []([[maybe_unused]] const Record& record) { return of(value); }},
#define UNTOLD(name, kind, value) OWN(name, kind, value)
#include "knox/ulog/tables/fields.def"
};

static_assert(std::size(kFields) <= 64, "a FieldSet has a bit for each");

constexpr const Field* field_of(std::string_view name) {
  for (const Field& field : kFields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

constexpr FieldName kNames[] = {
#define FIELD(name, kind, value) {field_of(name), name, true},
#define OWN(name, kind, value) {field_of(name), name, false},
#define UNTOLD(name, kind, value) {field_of(name), name, false},
#define ALIAS(alias, name) {field_of(name), alias, true},
#define OWN_ALIAS(alias, name) {field_of(name), alias, false},
#include "knox/ulog/tables/fields.def"
};
static_assert(std::ranges::all_of(kNames, [](const FieldName& name) { return name.field != nullptr; }));

constexpr Word kWords[] = {
#define WORD(kind, word, number, needle) {Kind::kind, word, number, needle},
#include "knox/ulog/tables/words.def"
};

constexpr char lower(char c) noexcept {
  return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

// How many letters have to be changed, added, left out, or swapped with their neighbour; case is half of
// that.
std::size_t distance(std::string_view a, std::string_view b) {
  const auto differ = [](char x, char y) -> std::size_t {
    if (x == y) return 0;
    return lower(x) == lower(y) ? 1 : 2;
  };
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = 2 * j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = 2 * i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 2, row[j - 1] + 2, above[j - 1] + differ(a[i - 1], b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 2);
      }
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

}  // namespace

FieldSet FieldSet::only(std::span<const std::string_view> names) noexcept {
  FieldSet set;
  for (const std::string_view name : names) {
    const auto place = static_cast<std::size_t>(field_of(name) - kFields);
    set.bits_ |= std::uint64_t{1} << place;
  }
  return set;
}

FieldSet FieldSet::all_but(std::span<const std::string_view> names) noexcept {
  FieldSet set = only(names);
  set.bits_ = ~set.bits_;
  return set;
}

bool FieldSet::has(const Field& field) const noexcept {
  return (bits_ >> static_cast<std::size_t>(&field - kFields) & 1) != 0;
}

FieldName find_field(std::string_view name) noexcept {
  const auto found = std::ranges::find(kNames, name, &FieldName::name);
  return found == std::end(kNames) ? FieldName() : *found;
}

// The first alias that it takes, which is the older name.
std::string_view logs_name(const Field& field) noexcept {
  const auto is = [&](const FieldName& name) {
    return name.field == &field && name.is_logs && name.name != field.name;
  };
  const auto found = std::ranges::find_if(kNames, is);
  return found == std::end(kNames) ? field.name : found->name;
}

std::string_view nearest_field(std::string_view name) {
  Nearest nearest(name);
  for (const FieldName& known : kNames) nearest.look_at(known.name);
  return nearest.found();
}

const Word* find_word(Kind kind, std::string_view word) noexcept {
  const auto is = [&](const Word& known) { return known.kind == kind && is_same_word(known.word, word); };
  const auto found = std::ranges::find_if(kWords, is);
  return found == std::end(kWords) ? nullptr : found;
}

const Word* find_word(Kind kind, const Whole& number) noexcept {
  const auto is = [&](const Word& known) { return known.kind == kind && Whole{known.number} == number; };
  const auto found = std::ranges::find_if(kWords, is);
  return found == std::end(kWords) ? nullptr : found;
}

void for_words(Kind kind, const std::function<void(const Word&)>& take) {
  for (const Word& known : kWords) {
    if (known.kind == kind && find_word(kind, known.word) == &known) take(known);
  }
}

std::string words_of(Kind kind) {
  std::string words;
  for_words(kind, [&](const Word& known) { words.append(words.empty() ? "" : ", ").append(known.word); });
  return words;
}

bool is_same_word(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, {}, lower, lower);
}

void Nearest::look_at(std::string_view other) {
  constexpr std::size_t kLongest = 64;  // of names that are worth the time
  if (name_.size() > kLongest || name_.empty()) return;
  const std::size_t far = distance(name_, other);
  const bool is_near = far <= std::max<std::size_t>(2, std::min(name_.size(), other.size()) * 2 / 3);
  if (!is_near || (!found_.empty() && far >= distance_)) return;
  found_ = other;
  distance_ = far;
}

}  // namespace knox::ulog

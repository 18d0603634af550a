#include "knox/ulog/names.h"

#include <algorithm>
#include <array>

namespace knox::ulog {

namespace {

struct TypeRow {
  Type type;
  std::string_view name, mandiant;
};
constexpr auto kTypes = std::to_array<TypeRow>({
#define TYPE(type, name, mandiant) {Type::type, name, mandiant},
#include "knox/ulog/tables/types.def"
});

struct LevelRow {
  Level level;
  std::string_view name, word, mark;
};
constexpr auto kLevels = std::to_array<LevelRow>({
#define LEVEL(level, name, word, mark) {Level::level, name, word, mark},
#include "knox/ulog/tables/types.def"
});

constexpr std::string_view kSignpostTypes[] = {"event", "begin", "end"};
constexpr std::string_view kSignpostScopes[] = {"thread", "process", "system"};

template <class Rows, class Key, class Member, class Value>
Value look_up(const Rows& rows, const Key& key, Member member, Value otherwise, auto value) noexcept {
  const auto row = std::ranges::find(rows, key, member);
  return row == std::end(rows) ? otherwise : Value((*row).*value);
}

// The number of a name among these.
template <class Enum>
std::optional<Enum> find_among(const auto& names, std::string_view name) noexcept {
  const auto* const found = std::ranges::find(names, name);
  if (found == std::end(names)) return std::nullopt;
  return static_cast<Enum>(found - std::begin(names));
}

}  // namespace

std::string_view name_of(Type type) noexcept {
  return look_up(kTypes, type, &TypeRow::type, std::string_view(), &TypeRow::name);
}
std::string_view name_of(Level level) noexcept {
  return look_up(kLevels, level, &LevelRow::level, std::string_view(), &LevelRow::name);
}
std::string_view word_of(Level level) noexcept {
  return look_up(kLevels, level, &LevelRow::level, std::string_view(), &LevelRow::word);
}
std::string_view mark_of(Level level) noexcept {
  return look_up(kLevels, level, &LevelRow::level, std::string_view(), &LevelRow::mark);
}
std::string_view name_of(SignpostType type) noexcept {
  return kSignpostTypes[static_cast<std::size_t>(type)];
}
std::string_view name_of(SignpostScope scope) noexcept {
  return kSignpostScopes[static_cast<std::size_t>(scope)];
}

std::optional<Type> find_type(std::string_view name) noexcept {
  return look_up(kTypes, name, &TypeRow::name, std::optional<Type>(), &TypeRow::type);
}
std::optional<Level> find_level(std::string_view name) noexcept {
  return look_up(kLevels, name, &LevelRow::name, std::optional<Level>(), &LevelRow::level);
}
std::optional<SignpostType> find_signpost_type(std::string_view name) noexcept {
  return find_among<SignpostType>(kSignpostTypes, name);
}
std::optional<SignpostScope> find_signpost_scope(std::string_view name) noexcept {
  return find_among<SignpostScope>(kSignpostScopes, name);
}
std::optional<Type> find_mandiant_type(std::string_view name) noexcept {
  if (name.empty()) return std::nullopt;
  return look_up(kTypes, name, &TypeRow::mandiant, std::optional<Type>(), &TypeRow::type);
}

}  // namespace knox::ulog

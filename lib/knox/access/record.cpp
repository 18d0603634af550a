#include "knox/access/record.h"

#include <algorithm>
#include <array>
#include <span>

namespace knox::access {

namespace {

constexpr auto kEvents = std::to_array<std::string_view>({
    "",
#define EVENT(event, name) name,
#include "knox/access/tables/events.def"
});
constexpr auto kTypes = std::to_array<std::string_view>({
    "",
#define TYPE(type, name) name,
#include "knox/access/tables/events.def"
});

template <class E>
std::optional<E> find(std::span<const std::string_view> names, std::string_view name) {
  const auto found = std::ranges::find(names.subspan(1), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<E>(found - names.begin());
}

std::string join(std::span<const std::string_view> names) {
  std::string all;
  for (const std::string_view name : names.subspan(1)) all.append(all.empty() ? "" : ", ").append(name);
  return all;
}

}  // namespace

std::string_view name_of(Event event) noexcept {
  return kEvents[static_cast<std::size_t>(event)];
}
std::string_view name_of(Type type) noexcept {
  return kTypes[static_cast<std::size_t>(type)];
}
std::string event_names() {
  return join(kEvents);
}
std::string type_names() {
  return join(kTypes);
}
std::optional<Event> find_event(std::string_view name) noexcept {
  return find<Event>(kEvents, name);
}
std::optional<Type> find_type(std::string_view name) noexcept {
  return find<Type>(kTypes, name);
}

void Person::learn(const event::Principal& told) {
  const bool is_same = !id || !told.id || *id == *told.id;
  if (name.empty() && is_same) name = told.name;
  if (!id && (name.empty() || told.name.empty() || name == told.name)) id = told.id;
}

}  // namespace knox::access

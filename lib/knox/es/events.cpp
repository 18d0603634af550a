#include "knox/es/events.h"

#include <algorithm>
#include <array>

namespace knox::es {

namespace {

constexpr auto kEvents = std::to_array<EventName>({
#define EVENT(notify, auth, name) {name, notify, auth},
#include "knox/es/tables/events.def"
});
static_assert(std::ranges::is_sorted(kEvents, std::ranges::less(), &EventName::notify));

struct Alias {
  std::string_view name, other;
};
constexpr auto kAliases = std::to_array<Alias>({
#define ALIAS(name, other) {name, other},
#include "knox/es/tables/events.def"
});

// For each number the place of its event in kEvents, and one more; 0: reserved, or not known.
constexpr std::size_t kNumbers = 160;
constexpr auto kByNumber = [] {
  std::array<std::uint8_t, kNumbers> places{};
  for (std::size_t i = 0; i < kEvents.size(); ++i) {
    places[static_cast<std::size_t>(kEvents[i].notify)] = static_cast<std::uint8_t>(i + 1);
    if (kEvents[i].auth >= 0)
      places[static_cast<std::size_t>(kEvents[i].auth)] = static_cast<std::uint8_t>(i + 1);
  }
  return places;
}();

// Names by their hash; two that fall together stand one after the other.
struct ByName {
  static constexpr std::size_t kSize = 512;
  std::array<std::uint8_t, kSize> places{};
  static constexpr std::size_t hash(std::string_view name) noexcept {
    std::size_t hash = 0;
    for (const char c : name) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x01000193;
    return (hash ^ hash >> 15) % kSize;
  }
  constexpr ByName() {
    for (std::size_t i = 0; i < kEvents.size(); ++i) {
      std::size_t at = hash(kEvents[i].name);
      while (places[at] != 0) at = (at + 1) % kSize;
      places[at] = static_cast<std::uint8_t>(i + 1);
    }
  }
  constexpr const EventName* find(std::string_view name) const noexcept {
    for (std::size_t at = hash(name); places[at] != 0; at = (at + 1) % kSize) {
      const EventName& event = kEvents[places[at] - 1U];
      if (event.name == name) return &event;
    }
    return nullptr;
  }
};
constexpr ByName kByName;

}  // namespace

std::span<const EventName> events() noexcept {
  return kEvents;
}

const EventName* find_event(std::string_view name) noexcept {
  if (const EventName* const found = kByName.find(name)) return found;
  const auto* const alias = std::ranges::find(kAliases, name, &Alias::other);
  return alias == kAliases.end() ? nullptr : kByName.find(alias->name);
}

bool may_be(const EventName& event, std::uint32_t type) noexcept {
  return type >= kNumbers || kByNumber[type] == 0 || &kEvents[kByNumber[type] - 1U] == &event;
}

}  // namespace knox::es

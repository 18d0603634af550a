// The events of Endpoint Security: their names and numbers (tables/events.def).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace knox::es {

struct EventName {
  std::string_view name;      // the key of `event`
  std::int16_t notify, auth;  // es_event_type_t: of a notification, of a request; -1: there is none
};

// All of them, by their notifications' numbers.
std::span<const EventName> events() noexcept;

// The one of that name, or of another producer's name for it; nullptr: there is none.
const EventName* find_event(std::string_view name) noexcept;

// Whether a message of that type can be of this event. Numbers that no table has can be any.
bool may_be(const EventName& event, std::uint32_t type) noexcept;

}  // namespace knox::es

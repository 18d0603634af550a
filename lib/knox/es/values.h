// Numbers of events and their words, by tables/values.def. A number without a row stands as it is.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace knox::es {

struct Value {
  std::string_view event, key, number, word;
};
// The rows of an event; none: its numbers have no words.
std::span<const Value> values_of(std::string_view event) noexcept;

// SIGKILL for 9, as macOS counts them; empty: there is none.
std::string_view signal_name(std::uint32_t number) noexcept;

}  // namespace knox::es

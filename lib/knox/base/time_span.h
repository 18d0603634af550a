// How long something takes, as people type it: 30s, 10m, 2h, 1d, 1w, 10 min, 2 hours, 1 week.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace knox {

// The forms, for messages.
inline constexpr std::string_view kSpanForms = "30s, 10m, 2h, 1d, '2 hours'";

// Seconds: a whole number of at most nine digits, a space or none, and a unit. nullopt: it is none.
std::optional<std::uint64_t> parse_span(std::string_view text) noexcept;

// The same off the front of a text, where a space, or its end, follows; of a text that does not begin with
// one, nothing is taken.
std::optional<std::uint64_t> take_span(std::string_view& text) noexcept;

}  // namespace knox

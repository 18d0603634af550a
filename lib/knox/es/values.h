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

// openssh_login's result_type (es_openssh_login_result_type_t); empty: nobody knows.
std::string_view openssh_result(std::uint32_t type) noexcept;
// authorization_judgement's return_code (Security framework, Authorization.h); empty: nobody knows.
std::string_view authorization_result(std::string_view code) noexcept;

// SIGKILL for 9, as macOS counts them; empty: there is none.
std::string_view signal_name(std::uint32_t number) noexcept;

}  // namespace knox::es

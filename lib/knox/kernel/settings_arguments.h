// Arguments of words, as settings_*.cpp take them.
#pragma once

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "knox/kernel/settings.h"

namespace knox::kernel {

template <class... Args>
std::unexpected<CommandError> usage(fmt::format_string<Args...> format, Args&&... args) {
  return std::unexpected(
      CommandError{.kind = CommandError::kUsage, .text = fmt::format(format, std::forward<Args>(args)...)});
}

// The whole text as a decimal number.
template <class Number>
std::optional<Number> decimal(std::string_view text) {
  Number number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && rest == end && !text.empty() ? std::optional(number) : std::nullopt;
}

// "NAME=VALUE" in two; the value is empty without a '='.
inline std::pair<std::string_view, std::string_view> split_assignment(std::string_view text) {
  const std::size_t at = text.find('=');
  if (at == std::string_view::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

// A fact about a place in a list of names, as text; the number itself where it has no name.
template <class Rows>
std::string name_of(const Rows& rows, decltype(rows[0].number) number) {
  for (const auto& row : rows) {
    if (row.number == number) return std::string(row.name);
  }
  return fmt::format("{}", number);
}

// The names of the bits that are set, then the rest as a number.
template <class Rows>
std::vector<std::string> names_of_bits(const Rows& rows, decltype(rows[0].number) bits) {
  std::vector<std::string> names;
  for (const auto& row : rows) {
    if ((bits & row.number) == 0) continue;
    names.emplace_back(row.name);
    bits &= ~row.number;
  }
  if (bits != 0) names.push_back(fmt::format("{:#x}", bits));
  return names;
}

}  // namespace knox::kernel

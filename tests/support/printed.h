// What every printer of events has to write, whatever an event says: one line of its format, which can break
// no terminal.
#pragma once

#include <simdjson.h>

#include <algorithm>
#include <string_view>

namespace knox::test {

inline bool is_printed(std::string_view format, std::string_view text, simdjson::dom::parser& parser) {
  if (!text.ends_with('\n')) return false;
  const bool is_json = format == "json" || format == "ecs";
  if (is_json && parser.parse(text).error() != simdjson::SUCCESS) return false;
  const auto tabs = std::ranges::count(text, '\t');
  if (tabs != (format == "rows" ? 30 : 0)) return false;
  text.remove_suffix(1);
  return std::ranges::none_of(
      text, [](char c) { return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f'; });
}

}  // namespace knox::test

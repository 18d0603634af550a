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
  const bool has_lines = format == "auditd";  // one for each record of an event
  return std::ranges::none_of(text, [&](char c) {
    const bool is_allowed = c == '\t' || (c == '\n' && has_lines);
    return (static_cast<unsigned char>(c) < ' ' && !is_allowed) || c == '\x7f';
  });
}

}  // namespace knox::test

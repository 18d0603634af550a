// Tables whose rows have a `name`: a row by its name, and the one wording for a name that is in no table:
// "unknown format 'yaml'; known are text, json".
#pragma once

#include <iterator>
#include <string>
#include <string_view>

namespace knox {

// `kind` is what the value should have named; `known` is a list of the values that there are, or says which
// these are. One line; the value is as it was typed, so escape it.
inline std::string unknown(std::string_view kind, std::string_view value, std::string_view known) {
  std::string line = "unknown ";
  line.append(kind).append(" '").append(value).append("'; known are ").append(known);
  return line;
}

// The row of that name; nullptr: there is none. The rows stay their owner's.
template <class Rows>
auto find_named(const Rows& rows, std::string_view name) -> decltype(std::data(rows)) {
  for (const auto& row : rows) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

// The names in a table, "text, json", for such a line and for --help.
template <class Rows>
std::string names_of(const Rows& rows) {
  std::string names;
  for (const auto& row : rows) names.append(names.empty() ? "" : ", ").append(row.name);
  return names;
}

}  // namespace knox

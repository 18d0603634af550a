// A number of things in words: "1 record", "2 records", "2 entries".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace knox {

// More than one of them; all words in use are regular.
inline std::string plural(std::string_view one) {
  if (one.ends_with('y')) return std::string(one.substr(0, one.size() - 1)) + "ies";
  return std::string(one) + 's';
}

inline std::string counted(std::uint64_t count, std::string_view one) {
  std::string words = std::to_string(count) + ' ';
  return words + (count == 1 ? std::string(one) : plural(one));
}

}  // namespace knox

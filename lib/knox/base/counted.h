// A number of things in words: "1 record", "2 records".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace knox {

// `one` becomes more than one with an s.
inline std::string counted(std::uint64_t count, std::string_view one) {
  std::string words = std::to_string(count) + ' ';
  words += one;
  if (count != 1) words += 's';
  return words;
}

}  // namespace knox

// One specification of a format string, as it is written. Part of Format.
#pragma once

#include <cstddef>
#include <string_view>

#include "knox/tracev3/message/format.h"

namespace knox::tracev3 {

struct ParsedSpecification {
  enum class What : std::uint8_t {
    kText,  // it is none: print the character behind the percent sign
    kSpecification,
    kImpossible  // it is one that cannot be composed
  };
  What what = What::kText;
  Specification specification = {};  // its text also where it is impossible
};

// `text` begins with a percent sign and outlives what is returned.
ParsedSpecification parse_specification(std::string_view text, Syntax syntax);

}  // namespace knox::tracev3

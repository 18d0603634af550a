#include "knox/access/formats.h"

#include <algorithm>
#include <array>

namespace knox::access {

namespace {

constexpr std::array kFormats = {
    Format{"text", "one line a record, for people", &make_text_printer},
    Format{"json", "one object a record", &make_json_printer},
    Format{"ecs", "one Elastic Common Schema 8 document a record", &make_ecs_printer},
};

}  // namespace

std::span<const Format> formats() {
  return kFormats;
}

const Format* find_format(std::string_view name) {
  const auto* const row = std::ranges::find(kFormats, name, &Format::name);
  return row == kFormats.end() ? nullptr : row;
}

}  // namespace knox::access

#include "knox/ulog/formats.h"

#include <algorithm>
#include <array>

namespace knox::ulog {

namespace {

constexpr std::array kFormats = {
    Format{"text", "one line an entry, for people", &make_text_printer},
    Format{"ndjson", "the entries themselves, byte for byte", &make_line_printer},
    Format{"json", "one object an entry, the same for every style", &make_json_printer},
    Format{"logga", "one object an entry, as logga writes it", &make_logga_printer},
    Format{"ecs", "one Elastic Common Schema 8 document an entry", &make_ecs_printer},
};

}  // namespace

std::span<const Format> formats() {
  return kFormats;
}

const Format* find_format(std::string_view name) {
  const auto* const row = std::ranges::find(kFormats, name, &Format::name);
  return row == kFormats.end() ? nullptr : row;
}

}  // namespace knox::ulog

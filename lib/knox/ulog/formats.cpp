#include "knox/ulog/formats.h"

#include <array>

namespace knox::ulog {

namespace {

constexpr std::array kFormats = {
    Format{"text", "one line an entry, for people", &make_text_printer},
    Format{"ndjson", "the entries themselves, byte for byte", &make_line_printer},
    Format{"json", "one object an entry, the same for every style", &make_json_printer},
    Format{"logga", "one object an entry, as logga writes it", &make_logga_printer},
    Format{"ecs", "one Elastic Common Schema 8 document an entry", &make_ecs_printer},
    Format{"rows", "one row an entry, as TSV for databases", &make_rows_printer},
    Format{"csv", "the same as CSV, with a header", &make_csv_printer},
};

}  // namespace

std::span<const Format> formats() {
  return kFormats;
}

}  // namespace knox::ulog

#include "knox/event/formats.h"

#include <array>

namespace knox::event {

namespace {

constexpr std::array kFormats = {
    Format{"text", "one line an event, for people", &make_text_printer},
    Format{"json", "one object an event", &make_json_printer},
    Format{"ecs", "one Elastic Common Schema 8 document an event", &make_ecs_printer},
    Format{"rows", "one row an event, as TSV for databases", &make_rows_printer},
    Format{"csv", "the same as CSV, with a header", &make_csv_printer},
};

}  // namespace

std::span<const Format> formats() {
  return kFormats;
}

}  // namespace knox::event

#include "knox/access/formats.h"

#include <array>

#include "knox/base/unknown.h"

namespace knox::access {

namespace {

constexpr std::array kFormats = {
    Format{"text", "one line a record, for people", &make_text_printer},
    Format{"json", "one object a record", &make_json_printer},
    Format{"ecs", "one Elastic Common Schema 8 document a record", &make_ecs_printer},
    Format{"rows", "one row a record, as TSV for databases", &make_rows_printer},
    Format{"csv", "the same as CSV, with a header", &make_csv_printer},
};

}  // namespace

std::span<const Format> formats() {
  return kFormats;
}

std::expected<std::unique_ptr<Printer>, std::string> make_printer(std::string_view format,
                                                                  const PrintOptions& options) {
  if (const Format* const row = find_named(kFormats, format)) return row->make(options);
  if (format.find('$') != format.npos) return make_template_printer(format);
  const std::string known = names_of(kFormats) + " and templates such as '${timestamp} ${user} ${address}'";
  return std::unexpected(unknown("format", format, known));
}

}  // namespace knox::access

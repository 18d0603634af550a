#include "knox/linux_audit/print/formats.h"

#include <array>

namespace knox::linux_audit {

namespace {

constexpr std::array kFormats = {
    Format{"text", "the records, as they were read; interpreted, as words", &make_text_printer,
           &make_words_printer, true},
    Format{"json", "an object an event, on one line", &make_json_printer, &make_normal_json_printer, true},
    Format{"yaml", "a document an event", &make_yaml_printer, &make_normal_yaml_printer, true},
    Format{"records", "a flat object a record, under the log's own names", &make_flat_printer,
           &make_flat_printer, true},
    Format{"rows", "a row an event, as TSV for databases, always interpreted", &make_rows_printer,
           &make_rows_printer},
    Format{"csv", "the same as CSV, with a header", &make_csv_printer, &make_csv_printer},
    Format{"ecs", "Elastic Common Schema 8, a document a line, always interpreted", &make_ecs_printer,
           &make_ecs_printer},
    Format{"line", "what events prints of an event, always interpreted", &make_line_printer,
           &make_line_printer},
};

}  // namespace

std::span<const Format> formats() {
  return kFormats;
}

}  // namespace knox::linux_audit

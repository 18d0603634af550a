#include "common/row_options.h"

#include "knox/base/unknown.h"
#include "knox/event/row.h"
#include "knox/event/schema.h"

namespace knox::tools {

void add_row_options(OptionGroup output, RowOptions& options) {
  const OptionGroup more = output.more();
  more.flag("--header", options.header, "rows: the names of the columns first");
  more.value("--schema", options.schema, "NAME", names_of(event::schemas()) + ": print its table");
}

bool print_schema(Tool& tool, const RowOptions& options) {
  if (options.schema.empty()) return false;
  const event::Schema* const schema = find_named(event::schemas(), options.schema);
  if (schema == nullptr) {
    tool.fail("--schema: {}", unknown("schema", options.schema, names_of(event::schemas())));
  } else {
    tool.out().text(schema->text());
  }
  return true;
}

bool begin_rows(Tool& tool, const RowOptions& options, const std::string& format) {
  if (!options.header) return true;
  if (format != "rows") {
    tool.fail("--header is of --format rows; csv always has one, and the others have no columns");
    return false;
  }
  event::put_row_header(event::RowForm::kTsv, tool.out());
  return true;
}

}  // namespace knox::tools

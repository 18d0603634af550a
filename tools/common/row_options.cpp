#include "common/row_options.h"

#include "knox/base/unknown.h"
#include "knox/event/row.h"
#include "knox/event/schema.h"

namespace knox::tools {

namespace {

std::string schema_names() {
  return names_of(event::schemas()) + ", json";
}

}  // namespace

void add_row_options(const OptionGroup& output, RowOptions& options) {
  const OptionGroup more = output.more();
  more.flag("--header", options.header, "rows: the names of the columns first");
  more.value("--schema", options.schema, "NAME", schema_names() + ": print it");
}

void add_report_option(const OptionGroup& output, RowOptions& options) {
  output.more().value("--report", options.report, "NAME", names_of(event::reports()));
}

std::expected<const event::Report*, std::string> choose_report(const RowOptions& options, std::string& format,
                                                               event::QueryText& query) {
  if (options.report.empty()) return nullptr;
  const event::Report* const found = find_named(event::reports(), options.report);
  if (found == nullptr)
    return std::unexpected("--report: " + unknown("report", options.report, names_of(event::reports())));
  if (options.header) return std::unexpected("--report always has a header: it goes without --header");
  if (format != "text" && format != "csv")
    return std::unexpected("--report is printed as text or csv, not with --format " + format);
  if (!query.action.empty())
    return std::unexpected("--report: its actions are its own, and not with --action");
  query.action = actions_of(*found);
  if (format == "text") format = "rows";
  return found;
}

namespace {

void print_json_schema(Tool& tool, std::string_view format, std::span<const emit::JsonSchema> schemas) {
  const emit::JsonSchema* const schema = find_named(schemas, format);
  if (schema == nullptr && format == "ecs") {
    tool.fail(
        "--schema json is for --format {}; that of ecs is Elastic's, and its index template is "
        "--schema elastic",
        names_of(schemas));
    return;
  }
  tool.out().text((schema == nullptr ? schemas.front() : *schema).text());
}

}  // namespace

bool print_schema(Tool& tool, const RowOptions& options, std::string_view format,
                  std::span<const emit::JsonSchema> of_json) {
  if (options.schema.empty()) return false;
  if (options.schema == "json") {
    print_json_schema(tool, format, of_json);
  } else if (const event::Schema* const schema = find_named(event::schemas(), options.schema)) {
    tool.out().text(schema->text());
  } else {
    tool.fail("--schema: {}", unknown("schema", options.schema, schema_names()));
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

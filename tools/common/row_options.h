// The options of --format rows: its header, and what makes a table for it; and the schemas of what is JSON.
#pragma once

#include <expected>
#include <span>
#include <string>

#include "common/tool.h"
#include "knox/emit/json_schema.h"
#include "knox/event/query.h"
#include "knox/event/report.h"

namespace knox::tools {

struct RowOptions {
  bool header = false;
  std::string schema, report;
};

void add_row_options(const OptionGroup& output, RowOptions& options);

// --report: a list of one kind of events, a row each.
void add_report_option(const OptionGroup& output, RowOptions& options);
// Its actions become those of the query, and its format is one of rows; nullptr: none was asked for. The
// error is a whole message.
std::expected<const event::Report*, std::string> choose_report(const RowOptions& options, std::string& format,
                                                               event::QueryText& query);

// --schema, which is all that is printed then; true: that was it, or it failed, and the tool is done. Of json
// it is the schema of `format`, or of the first one where that is no JSON.
bool print_schema(Tool& tool, const RowOptions& options, std::string_view format,
                  std::span<const emit::JsonSchema> of_json);

// The header where one was asked for, before anything else; false: it was for another format, and is told.
bool begin_rows(Tool& tool, const RowOptions& options, const std::string& format);

}  // namespace knox::tools

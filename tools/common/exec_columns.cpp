#include "common/exec_columns.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "knox/base/unknown.h"

namespace knox::tools {

namespace {

struct Column {
  std::string_view name;
  bool event::ExecPrintOptions::*shown;
};
constexpr auto kColumns = std::to_array<Column>({{"time", &event::ExecPrintOptions::time},
                                                 {"user", &event::ExecPrintOptions::user},
                                                 {"pid", &event::ExecPrintOptions::pid},
                                                 {"cwd", &event::ExecPrintOptions::cwd},
                                                 {"env", &event::ExecPrintOptions::env},
                                                 {"result", &event::ExecPrintOptions::result}});

// The names of columns in a list like "time,user".
std::expected<void, std::string> show_list(std::string_view list, event::ExecPrintOptions& print) {
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const std::string_view name = list.substr(begin, end - begin);
    const auto* const column = std::ranges::find(kColumns, name, &Column::name);
    if (column == kColumns.end())
      return std::unexpected("--columns: " + unknown("column", name, names_of(kColumns)));
    print.*column->shown = true;
    begin = end + 1;
  }
  return {};
}

}  // namespace

ExecColumns::ExecColumns(const OptionGroup& group, event::ExecPrintOptions& print) : print_(print) {
  group.list("--columns", lists_, "LIST", names_of(kColumns));
  group.flag("-l,--long", all_, "all columns");
  const OptionGroup more = group.more();
  more.flag("--time", print.time, "column: when");
  more.flag("--cwd", print.cwd, "column: working directory, where it is known");
  more.flag("--env", print.env, "column: environment, where it is known");
  more.flag("--result", print.result, "column: how the execution ended");
}

std::expected<void, std::string> ExecColumns::show() {
  for (const Column& column : kColumns) print_.*column.shown |= all_;
  for (const std::string& list : lists_) {
    if (const auto shown = show_list(list, print_); !shown) return shown;
  }
  return {};
}

}  // namespace knox::tools

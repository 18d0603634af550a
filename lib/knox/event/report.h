// Report: a list of events of one kind, a row each, as aureport(8) has them (tables/reports.def).
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "knox/event/formats.h"
#include "knox/event/row.h"

namespace knox::event {

struct Report {
  std::string_view name;
  std::string_view categories, actions;  // with blanks between them
  std::string_view columns;              // for RowWriter
};

std::span<const Report> reports();

// The actions that it is of: words and patterns, for QueryText::action.
std::vector<std::string> actions_of(const Report& report);

// Prints a header and a row an event, whatever its action is.
std::unique_ptr<Printer> make_report_printer(const Report& report, RowForm form);

}  // namespace knox::event

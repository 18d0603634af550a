// Predicates and rules on a command line: which entries of a unified log.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "common/tool.h"
#include "knox/ulog/filter.h"

namespace knox::tools {

// As typed.
struct FilterOptions {
  std::vector<std::string> predicates, rules, left_out;
  bool list_rules = false, explain = false, check = false;
};
void add_filter_options(const OptionGroup& group, FilterOptions& options);

// The error is a message of one or more lines: what is wrong is shown with its place.
using Lines = std::vector<std::string>;
std::expected<ulog::Rules, Lines> read_rules(const FilterOptions& options);
std::expected<ulog::Filter, Lines> make_filter(const FilterOptions& options, ulog::Rules rules);

// --list-rules, --explain.
void print_known_rules(Out& out);
void print_explained(const ulog::Rules& rules, Out& out);

}  // namespace knox::tools

// An option that can be repeated and takes one value each time.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace knox::tools {

inline void add_list_option(CLI::App& cli, const std::string& group, const std::string& names,
                            std::vector<std::string>& into, const char* type, const char* description) {
  cli.add_option(names, into, description)
      ->group(group)
      ->type_name(type)
      ->take_all()
      ->allow_extra_args(false);
}

}  // namespace knox::tools

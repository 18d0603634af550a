// The names in a table of formats, for --help and messages.
#pragma once

#include <string>

namespace knox::tools {

template <class Formats>
std::string format_names(const Formats& formats) {
  std::string names;
  for (const auto& format : formats) names.append(names.empty() ? "" : ", ").append(format.name);
  return names;
}

}  // namespace knox::tools

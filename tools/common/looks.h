// How text that is drawn looks where it goes: its width, colors, and whether lines and bars of Unicode can be
// shown. On a terminal the terminal decides, and NO_COLOR (no-color.org); elsewhere it is plain UTF-8.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>

#include "common/tool.h"

namespace knox::tools {

struct Looks {
  std::size_t width = 100;  // in columns
  bool ascii = false, color = false;
};

// As typed.
// Whether text is colored: --color auto, always or never. The error is a whole message.
void add_color_option(const OptionGroup& group, std::string& color);
std::expected<bool, std::string> wants_color(const std::string& color, const Output& output);

struct LooksOptions {
  std::optional<std::size_t> width;
  std::string color = "auto";
  bool ascii = false;
};
void add_looks_options(const OptionGroup& group, LooksOptions& options);

// When the command line has been read. The error is a whole message.
std::expected<Looks, std::string> looks_of(const LooksOptions& options, const Output& output);

}  // namespace knox::tools

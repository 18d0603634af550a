#include "common/looks.h"

#include <sys/ioctl.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

namespace knox::tools {

namespace {

constexpr std::size_t kLeast = 40, kMost = 10'000;  // columns

std::string_view variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

// The first of these that is set decides, as in setlocale(3).
bool is_utf8() {
  for (const char* const name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string_view locale = variable(name);
    if (locale.empty()) continue;
    constexpr std::array<std::string_view, 4> kNames = {"UTF-8", "utf-8", "UTF8", "utf8"};
    return std::ranges::any_of(kNames, [&](std::string_view is) { return locale.find(is) != locale.npos; });
  }
  return false;
}

}  // namespace

void add_color_option(const OptionGroup& group, std::string& color) {
  group.value("--color", color, "WHEN", "auto, always, never");
}

std::expected<bool, std::string> wants_color(const std::string& color, const Output& output) {
  const bool is_auto = color == "auto", is_always = color == "always";
  if (!is_auto && !is_always && color != "never")
    return std::unexpected("--color: auto, always or never, not '" + color + "'");
  const bool may_color = output.is_terminal() && variable("NO_COLOR").empty() && variable("TERM") != "dumb";
  return is_always || (is_auto && may_color);
}

void add_looks_options(const OptionGroup& group, LooksOptions& options) {
  group.number("--width", options.width, {kLeast, kMost}, "COLUMNS",
               "of the text; without: the terminal's, or 100");
  group.flag("--ascii", options.ascii, "without lines and bars of Unicode");
  add_color_option(group, options.color);
}

std::expected<Looks, std::string> looks_of(const LooksOptions& options, const Output& output) {
  const auto color = wants_color(options.color, output);
  if (!color) return std::unexpected(color.error());
  Looks looks;
  const bool is_terminal = output.is_terminal();
  winsize size{};
  const bool has_size = is_terminal && ::ioctl(output.descriptor(), TIOCGWINSZ, &size) == 0;
  if (has_size && size.ws_col >= kLeast) looks.width = size.ws_col;
  if (options.width) looks.width = *options.width;
  looks.ascii = options.ascii || (is_terminal && !is_utf8());
  looks.color = *color;
  return looks;
}

}  // namespace knox::tools

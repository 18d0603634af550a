// Unified logs, on any bytes, in the style that they show or in the one of the first byte: however they come
// they are the same entries, and every entry is printed in every format, on one line, as JSON where it is to
// be. What lines have to hold to be wanted takes nothing else away. The first byte is also how many bytes the
// framer is shown at a time.
#include <simdjson.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "knox/base/find_text.h"
#include "knox/os/names.h"
#include "knox/ulog/formats.h"
#include "knox/ulog/line_search.h"
#include "support/ulog_reading.h"

namespace {

using namespace knox;

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_json(std::string_view format) {
  return format == "json" || format == "logga" || format == "ecs";
}

bool is_one_line(std::string_view text, bool has_tabs) {
  if (!text.ends_with('\n')) return false;
  text.remove_suffix(1);
  return std::ranges::none_of(text, [&](char c) {
    const bool is_control = static_cast<unsigned char>(c) < ' ' || c == '\x7f';
    return is_control && !(has_tabs && c == '\t');
  });
}

void print(std::string_view bytes, std::optional<ulog::Style> style) {
  os::Names names;
  names.use_none();
  std::string text;
  StringWriter writer(text);
  Out out(writer);
  simdjson::dom::parser parser;
  constexpr std::string_view kRules[] = {"rule"};
  for (const ulog::Format& format : ulog::formats()) {
    const auto printer = format.make({.is_terminal = true, .color = false, .host = "", .names = &names});
    const auto see = [&](const ulog::Entry& entry) {
      printer->print(entry, kRules, out);
      out.flush();
      require(is_one_line(text, format.name == "rows"));
      if (is_json(format.name)) require(parser.parse(text).error() == simdjson::SUCCESS);
      text.clear();
    };
    test::read_ulog(bytes, bytes.size() + 1, see, style);
  }
}

// A line that is passed over is none with the text in it.
void search(std::string_view bytes, std::size_t chunk) {
  const std::vector<std::string> needles = {"Message", "/"};
  const auto has = [&](std::string_view entry) {
    return std::ranges::any_of(needles,
                               [&](const std::string& text) { return find_text(entry, text) != entry.npos; });
  };
  const auto of = [&](const test::UlogReading& reading) {
    std::vector<std::string> wanted;
    std::ranges::copy_if(reading.entries, std::back_inserter(wanted), has);
    return wanted;
  };
  ulog::LineSearch finder({needles});
  require(of(test::read_ulog(bytes, chunk)) == of(test::read_ulog(bytes, chunk, {}, {}, &finder)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes = as_chars({data + 1, size - 1});
  const std::size_t chunk = data[0] + std::size_t{1};
  const std::span styles = ulog::styles();
  const std::size_t chosen = data[0] % (styles.size() + 1);
  const std::optional style = chosen < styles.size() ? std::optional(styles[chosen].style) : std::nullopt;
  require(test::read_ulog(bytes, chunk, {}, style) == test::read_ulog(bytes, bytes.size() + 1, {}, style));
  print(bytes, style);
  search(bytes, chunk);
  ulog::looks_like_log(bytes);
  return 0;
}

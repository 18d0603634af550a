// Messages of the unified log, of any format string and any arguments: each is composed, the same each time,
// in UTF-8, without white space at its end, and no longer than its parts allow. Nothing private is in one
// whose reader hides it.
//
// The input: flags u8 (privacy level in bits 0 and 1, 4: a trace record, 8: 32 bits, 16: private data
// hidden), size of the private data u8, format string up to a NUL, argument block, private data.
#include <algorithm>
#include <cstdlib>
#include <string>

#include "knox/base/utf8.h"
#include "knox/tracev3/message/message.h"

namespace {

using namespace knox;
using namespace knox::tracev3;

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Char c = utf8_front(text.substr(at));
    if (c.size == 0) return false;
    at += c.size;
  }
  return true;
}

std::string compose(const Format& format, const Items& items, const MessageOptions& options) {
  std::string text = "in front \n";
  append_message(format, items, options, text);
  require(text.starts_with("in front \n"));
  return text.substr(10);
}

void check(const Format& format, const Items& items, const MessageOptions& options, std::size_t input_size) {
  const std::string text = compose(format, items, options);
  require(is_utf8(format.text()) && is_utf8(text));
  require(text.empty() || std::string_view(" \t\n\v\f\r").find(text.back()) == std::string_view::npos);
  require(text == compose(format, items, options));
  std::size_t specifications = 1;
  for (const Format::Piece& piece : format.pieces()) specifications += piece.has_specification;
  require(text.size() <= specifications * (3 * kMostPadding + 16 * input_size + 1024));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  const std::uint8_t flags = data[0];
  const Bytes all(data + 2, size - 2);
  const std::string_view text = as_chars(all).substr(0, as_chars(all).find('\0'));
  const Bytes rest = all.subspan(std::min(text.size() + 1, all.size()));
  const std::size_t private_size = std::min<std::size_t>(data[1], rest.size());

  const bool is_trace = flags & 4;
  Items items;
  const Bytes block = rest.first(rest.size() - private_size);
  const bool is_read = is_trace ? read_trace_items(block, items) : read_items(block, false, items);
  require(is_read || items.all.empty());
  items.level = flags & 3;
  items.is_32bit = (flags & 8) != 0;
  items.private_data = rest.last(private_size);
  items.has_private_range = private_size != 0;

  const Format format(text, is_trace ? Syntax::kTrace : Syntax::kLog);
  const MessageOptions options{.minutes_west = flags * 30 - 3000, .hides_private = (flags & 16) != 0};
  check(format, items, options, size);
  if (!options.hides_private) return 0;
  const std::string hidden = compose(format, items, options);
  items.private_data = {};
  require(hidden == compose(format, items, options));
  return 0;
}

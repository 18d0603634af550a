// Binary property lists, on any bytes: one becomes JSON of bounded size, or leaves the text as it was.
#include <simdjson.h>

#include <cstdlib>
#include <string>

#include "knox/tracev3/plist.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto require = [](bool holds) {
    if (!holds) std::abort();
  };
  std::string text = "before ";
  if (!knox::tracev3::append_plist({data, size}, text)) {
    require(text == "before ");
    return 0;
  }
  text.erase(0, 7);
  require(text.size() <= 256 * size + 65536);
  simdjson::dom::parser parser;
  require(parser.parse(text).error() == simdjson::SUCCESS);
  return 0;
}

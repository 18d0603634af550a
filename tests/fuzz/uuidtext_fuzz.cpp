// String files of images, on any bytes: one is refused, or answers for every offset with bytes that it has,
// the same each time. The first byte and the place of each entry choose the offsets.
#include <algorithm>
#include <cstdlib>
#include <string>

#include "knox/tracev3/bytes/little.h"
#include "knox/tracev3/strings/image_strings.h"

namespace {

using namespace knox;
using namespace knox::tracev3;

void require(bool holds) {
  if (!holds) std::abort();
}

void ask(const ImageStrings& strings, std::uint64_t offset, Bytes bytes) {
  const auto found = strings.find(offset);
  require(found.has_value());  // all of it is there
  if (!*found) return;
  require((*found)->find('\0') == std::string::npos);
  require((*found)->empty() || as_chars(bytes).find(**found) != std::string_view::npos);
  require(**strings.find(offset) == **found);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const Bytes bytes(data + 1, size - 1);
  const auto strings = ImageStrings::open(std::make_unique<io::MemoryAccess>(bytes));
  if (!strings) return 0;
  require(strings->memory() <= sizeof(ImageStrings) + 4 * size + 64);
  require(as_chars(bytes).find(strings->path()) != std::string_view::npos);
  for (const std::uint64_t offset : {std::uint64_t{0}, std::uint64_t{data[0]}, UINT64_MAX})
    ask(*strings, offset, bytes);
  for (std::size_t at = 16; at + 8 <= std::min<std::size_t>(bytes.size(), 512); at += 8) {
    const std::uint64_t start = load_little<std::uint32_t>(bytes.data() + at);
    const std::uint64_t end = start + load_little<std::uint32_t>(bytes.data() + at + 4);
    for (const std::uint64_t offset : {start - 1, start, start + data[0], end - 1, end})
      ask(*strings, offset, bytes);
  }
  return 0;
}

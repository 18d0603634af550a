// Packed chunksets, LZ4 and LZBITMAP, on any bytes: one unpacks to no more than its bound, or is refused with
// a place in it, and again to the same.
#include <cstdlib>

#include "knox/tracev3/file/chunkset.h"

namespace {

using namespace knox;
using namespace knox::tracev3;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes(data, size);
  std::vector<std::uint8_t> first, again(3, 'x');
  const Result<void> unpacked = unpack_chunkset(bytes, first);
  require(first.size() <= kMostUnpacked);
  require(unpacked || unpacked.error().offset <= size);
  require(unpack_chunkset(bytes, again).has_value() == unpacked.has_value());
  require(first == again);
  return 0;
}

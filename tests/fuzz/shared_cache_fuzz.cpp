// String files of shared caches, on any bytes: one is refused, or answers for every offset and address with
// what it has, the same each time. Its tables and the first byte choose the offsets.
#include <cstdlib>
#include <string>

#include "knox/tracev3/bytes/little.h"
#include "knox/tracev3/strings/shared_cache.h"

namespace {

using namespace knox;
using namespace knox::tracev3;

void require(bool holds) {
  if (!holds) std::abort();
}

void ask(const SharedCache& cache, std::uint64_t at, Bytes bytes) {
  const auto found = cache.find(at);
  require(found.has_value());  // all of it is there
  if (*found) {
    require((*found)->find('\0') == std::string::npos);
    require((*found)->empty() || as_chars(bytes).find(**found) != std::string_view::npos);
    require(**cache.find(at) == **found);
  }
  const SharedCache::Image* const image = cache.image(at);
  if (image == nullptr) return;
  require(image->size == 0 || at - image->start < image->size);
  const auto path = cache.path(*image);
  require(path && path->size() <= bytes.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const Bytes bytes(data + 1, size - 1);
  const auto cache = SharedCache::open(std::make_unique<io::MemoryAccess>(bytes));
  if (!cache) return 0;
  require(cache->memory() <= sizeof(SharedCache) + 5 * size + 128);
  for (const std::uint64_t at : {std::uint64_t{0}, std::uint64_t{data[0]}, UINT64_MAX})
    ask(*cache, at, bytes);
  for (std::size_t at = 16; at + 8 <= std::min<std::size_t>(bytes.size(), 1024); at += 4) {
    const std::uint64_t narrow = load_little<std::uint32_t>(bytes.data() + at);
    const auto wide = load_little<std::uint64_t>(bytes.data() + at);
    for (const std::uint64_t start : {narrow, wide}) {
      for (const std::uint64_t offset : {start - 1, start, start + data[0]}) ask(*cache, offset, bytes);
    }
  }
  return 0;
}

#include "knox/tracev3/file/chunkset.h"

#include <lz4.h>

#include <algorithm>

#include "knox/tracev3/bytes/little.h"
#include "knox/tracev3/file/lzbitmap.h"

namespace knox::tracev3 {

namespace {

constexpr std::uint32_t kPacked = 0x31347662, kStored = 0x2d347662, kEnd = 0x24347662;  // bv41, bv4-, bv4$
constexpr std::size_t kMostRatio = 256;                                                 // LZ4 has 255 at most
constexpr std::size_t kWindow = 64 * 1024;

using Unexpected = std::unexpected<Error>;

Unexpected fail(Code code, std::string_view what, std::uint64_t offset) {
  return Unexpected(Error{.code = code, .offset = offset, .what = what});
}

Result<void> unpack_block(Bytes packed, std::size_t size, std::uint64_t offset,
                          std::vector<std::uint8_t>& to) {
  if (size > kMostUnpacked - to.size() || size / kMostRatio > packed.size())
    return fail(Code::kBadSize, "chunkset: unpacked size", offset);
  const std::size_t before = to.size(), window = std::min(before, kWindow);
  to.resize(before + size);
  const char* const dictionary = reinterpret_cast<const char*>(to.data() + before - window);
  // The sizes are below 16 MiB here.
  const int n = ::LZ4_decompress_safe_usingDict(
      reinterpret_cast<const char*>(packed.data()), reinterpret_cast<char*>(to.data() + before),
      static_cast<int>(packed.size()), static_cast<int>(size), dictionary, static_cast<int>(window));
  if (n >= 0 && static_cast<std::size_t>(n) == size) return {};
  to.resize(before);
  return fail(Code::kCompressed, "chunkset: damaged LZ4 block", offset);
}

}  // namespace

Result<void> unpack_chunkset(Bytes data, std::vector<std::uint8_t>& to) {
  to.clear();
  if (is_lzbitmap(data)) return unpack_lzbitmap(data, kMostUnpacked, to);
  LittleCursor cursor(data);
  while (cursor.left() > 0) {
    const std::uint64_t offset = cursor.used();
    const std::uint32_t magic = cursor.get<std::uint32_t>();
    if (magic == kEnd && cursor.ok()) return {};
    if (magic != kPacked && magic != kStored) return fail(Code::kBadMagic, "chunkset: a block", offset);
    const std::size_t unpacked_size = cursor.get<std::uint32_t>();
    const std::size_t size = magic == kPacked ? cursor.get<std::uint32_t>() : unpacked_size;
    const Bytes block = cursor.take(size);
    if (!cursor.ok()) break;
    if (size > kMostUnpacked || unpacked_size > kMostUnpacked)
      return fail(Code::kBadSize, "chunkset: size of a block", offset);
    if (magic == kPacked) {
      const Result<void> unpacked = unpack_block(block, unpacked_size, offset, to);
      if (!unpacked) return unpacked;
    } else if (size > kMostUnpacked - to.size()) {
      return fail(Code::kBadSize, "chunkset: unpacked size", offset);
    } else {
      to.insert(to.end(), block.begin(), block.end());
    }
  }
  return fail(Code::kTruncated, "chunkset", cursor.used());
}

}  // namespace knox::tracev3

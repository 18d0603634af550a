// Decompressor: compressed bytes on the fly, in constant memory, whatever compressed them. What it is, the
// first bytes say: gzip (gzip.h), Zstandard (zstd.h).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "knox/base/error.h"

namespace knox::io {

class Decompressor {
 public:
  // Reads compressed bytes; 0 is the end.
  using Read = std::function<Result<std::size_t>(std::span<std::uint8_t>)>;

  virtual ~Decompressor() = default;

  // Up to into.size() uncompressed bytes, 0 at the end. Errors: those of `compressed`; kTruncated when the
  // input ends too early; kCompressed, in the words of the program that compresses so, when it is damaged,
  // fails its checksum, or when something else follows. What came out before is returned first.
  virtual Result<std::size_t> read(std::span<std::uint8_t> into, const Read& compressed) = 0;

  // For an input that begins with these bytes; nullptr: it is not compressed, or too short to say.
  static std::unique_ptr<Decompressor> find(std::span<const std::uint8_t> front);
  // Whether these bytes, fewer than find() needs, can be the beginning of something compressed.
  static bool may_begin(std::span<const std::uint8_t> front);
};

}  // namespace knox::io

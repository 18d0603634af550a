// LZBITMAP, with which macOS and iOS 27 pack chunksets. A stream is the letters ZBM, a byte of flags, and
// chunks, the last of which unpacks to nothing:
//
//   packed size u24 (with this head), unpacked size u24, offsets u24 of distances, bitmaps and tokens,
//   literals, ..., a map of 17 bytes: 10 bits a token, a bitmap of 8 bits and a kind of distance of 2
//
// A token, of 4 bits, gives eight bytes: of its bitmap each bit set is a literal, and each other one a byte
// from `distance` back. Sizes are little-endian. A chunk whose packed size is its unpacked size and 6 is
// stored.
//
// Source: descriptions of the format, and streams of file systems of macOS.
#pragma once

#include <cstdint>
#include <vector>

#include "knox/base/cursor.h"
#include "knox/base/error.h"

namespace knox::tracev3 {

bool is_lzbitmap(Bytes data) noexcept;

// Appends what the stream unpacks to, `most` bytes at most. Errors: kTruncated, kBadSize, kCompressed.
Result<void> unpack_lzbitmap(Bytes data, std::size_t most, std::vector<std::uint8_t>& to);

}  // namespace knox::tracev3

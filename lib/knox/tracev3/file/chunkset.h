// A chunkset's data, unpacked. It is packed in one of two ways:
//
//   bv41 unpacked size u32, packed size u32, an LZ4 block    bv4- size u32, stored bytes    ... bv4$
//   ZBM, flags u8, chunks of LZBITMAP (lzbitmap.h)
//
// A block of LZ4 may refer to the 64 KiB in front of it, which the blocks before it gave.
//
// Source: what macOS and iOS write; LZ4's block format.
#pragma once

#include <cstdint>
#include <vector>

#include "knox/base/cursor.h"
#include "knox/base/error.h"

namespace knox::tracev3 {

inline constexpr std::size_t kMostUnpacked = 16 * 1024 * 1024;  // of a chunkset; Apple's have 64 KiB

// Puts the unpacked bytes into `to`, whose memory is used again. An error leaves in `to` what came before it:
// kBadMagic, kTruncated, kBadSize of what is too large or cannot be, kCompressed.
Result<void> unpack_chunkset(Bytes data, std::vector<std::uint8_t>& to);

}  // namespace knox::tracev3

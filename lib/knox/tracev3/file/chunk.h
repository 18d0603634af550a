// Chunk: what a tracev3 file consists of: a preamble of 16 bytes, data, zeros up to a multiple of 8.
//
//   tag u32, sub tag u32, length of the data u64
//
// A header comes first, then a catalog, the chunksets that it is about, the next catalog ... A chunkset holds
// chunks again, packed. All numbers are little-endian.
//
// Source: what macOS 10.12 to 15 and iOS 15 write.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "knox/base/cursor.h"

namespace knox::tracev3 {

enum class Tag : std::uint32_t {
  kHeader = 0x1000,
  kFirehose = 0x6001,  // these four are in a chunkset
  kOversize = 0x6002,
  kStatedump = 0x6003,
  kSimpledump = 0x6004,
  kCatalog = 0x600b,
  kOldFirehose = 0x600c,  // of betas of macOS 10.12
  kChunkset = 0x600d
};

inline constexpr std::size_t kPreamble = 16;

struct Preamble {
  Tag tag{};
  std::uint32_t sub_tag = 0;
  std::uint64_t size = 0;  // of the data

  bool is_known() const noexcept;  // its tag
};

// Of kPreamble bytes or more.
Preamble preamble_of(const std::uint8_t* at) noexcept;

// With the preamble and the zeros behind; `size` is at most 2^62.
constexpr std::uint64_t padded_size(std::uint64_t size) noexcept {
  return kPreamble + (size + 7) / 8 * 8;
}

// Whether the file begins with a header.
bool looks_like_tracev3(Bytes front) noexcept;

struct Chunk {
  Tag tag{};
  std::uint32_t sub_tag = 0;
  Bytes data = {};
  std::size_t offset = 0;  // of its preamble in the chunkset
};

// The chunks of a chunkset, one after the other.
class ChunkWalk {
 public:
  explicit ChunkWalk(Bytes unpacked, std::size_t from = 0) noexcept : bytes_(unpacked), at_(from) {}

  // The next one, in place. False: there are no more, or what follows is none; lost() tells.
  bool next(Chunk& chunk) noexcept;

  // Bytes at the end that are no chunk; `why` says what is wrong there.
  std::size_t lost() const noexcept { return lost_; }
  std::string_view why() const noexcept { return why_; }
  std::size_t offset() const noexcept { return at_; }

 private:
  bool is_chunk_at(std::size_t at) const noexcept;
  bool stop(std::string_view why) noexcept;

  Bytes bytes_;
  std::size_t at_ = 0;
  std::size_t lost_ = 0;
  std::string_view why_ = {};
};

}  // namespace knox::tracev3

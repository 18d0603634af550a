// The backtrace of a message, which stands in front of its values (context data):
//
//   01 00 12, number of UUIDs u8, number of frames u16, UUIDs, an offset u32 a frame, the index of its UUID
//   u8 a frame, zeros up to a multiple of 4 of these indexes
//
// Source: what iOS 15 and macOS 12 write.
#pragma once

#include <cstdint>
#include <vector>

#include "knox/tracev3/bytes/uuid.h"

namespace knox::tracev3 {

struct Frame {
  Uuid image;  // empty: an index that is none
  std::uint32_t offset = 0;
};

// The size of the context data that `bytes` begins with, padding included; 0: it begins with none.
std::size_t size_of_context(Bytes bytes) noexcept;

// The frames of context data, innermost first.
void read_backtrace(Bytes context, std::vector<Frame>& frames);

}  // namespace knox::tracev3

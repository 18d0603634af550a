// The trailer token: u8 0x13, u16 magic 0xb105, u32 size of the record. It ends nearly every record, and is
// the proof that a header's size is right.
#pragma once

#include "knox/bsm/decode.h"

namespace knox::bsm {

inline constexpr std::uint32_t kTrailerSize = 7;

// Whether the last bytes are a trailer for a record of exactly this size.
inline bool ends_with_trailer(Bytes record) noexcept {
  if (record.size() < kTrailerSize) return false;
  const std::uint8_t* const t = record.data() + record.size() - kTrailerSize;
  return t[0] == Trailer::kInfo.id && load_big<std::uint16_t>(t + 1) == kTrailerMagic &&
         load_big<std::uint32_t>(t + 3) == record.size();
}

}  // namespace knox::bsm

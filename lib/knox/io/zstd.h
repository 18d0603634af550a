// Zstandard (RFC 8878) on the fly, one frame after another, on libzstd. A frame may ask for up to 128 MiB of
// memory, as far as zstd(1) goes without being told to; more is an error.
#pragma once

#include "knox/io/decompressor.h"

namespace knox::io {

class ZstdDecompressor final : public Decompressor {
 public:
  ZstdDecompressor();
  ~ZstdDecompressor() override;

  Result<std::size_t> read(std::span<std::uint8_t> into, const Read& compressed) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace knox::io

// Gzip (RFC 1952) on the fly, one member after another, on zlib. Zeros may follow the last, as on tapes.
#pragma once

#include "knox/io/decompressor.h"

namespace knox::io {

class Inflater final : public Decompressor {
 public:
  Inflater();
  ~Inflater() override;

  Result<std::size_t> read(std::span<std::uint8_t> into, const Read& compressed) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace knox::io

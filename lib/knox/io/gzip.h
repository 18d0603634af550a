// Gzip (RFC 1952) on the fly, one member after another, on zlib. Needs constant memory.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "knox/base/error.h"

namespace knox::io {

class Inflater {
 public:
  // Reads compressed bytes; 0 is the end.
  using Read = std::function<Result<std::size_t>(std::span<std::uint8_t>)>;

  Inflater();
  ~Inflater();

  // Up to into.size() uncompressed bytes, 0 at the end. Errors: those of `compressed`; kTruncated when the
  // input ends inside a member; kCompressed, in gzip's words, when it is damaged, fails its checksum, or when
  // something else follows the last member. Zeros may follow it, as on tapes.
  Result<std::size_t> read(std::span<std::uint8_t> into, const Read& compressed);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace knox::io

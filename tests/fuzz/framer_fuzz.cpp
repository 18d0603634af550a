// The framer of BSM trails on any bytes: it makes progress, accounts for every byte, and finds the same
// frames and the same damage whatever the chunks are in which the bytes come (support/framing.h throws if
// not).
#include <algorithm>
#include <cstdlib>

#include "support/framing.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const knox::Bytes trail(data, size);
  const knox::test::Framing whole = knox::test::frame(trail);
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, std::size_t{113}, std::size_t{4096}}) {
    if (size / chunk > 600) continue;  // a larger chunk will do
    if (knox::test::frame(trail, chunk) != whole) std::abort();
  }
  (void)knox::bsm::looks_like_trail(trail);
  return 0;
}

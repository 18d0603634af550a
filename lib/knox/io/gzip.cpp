#include "knox/io/gzip.h"

#include <zlib.h>

#include <array>

namespace knox::io {

struct Inflater::State {
  z_stream stream = {};
  std::array<std::uint8_t, 64 * 1024> input;
  bool in_member = false;  // between a member's first byte and its checksum
  bool ended = false;
  bool broken = false;
};

Inflater::Inflater() : state_(std::make_unique<State>()) {
  constexpr int kGzipOnly = 16;
  ::inflateInit2(&state_->stream, MAX_WBITS + kGzipOnly);
}
Inflater::~Inflater() {
  ::inflateEnd(&state_->stream);
}

Result<std::size_t> Inflater::read(std::span<std::uint8_t> into, const Read& compressed) {
  z_stream& z = state_->stream;
  z.next_out = into.data();
  z.avail_out = static_cast<uInt>(into.size());
  while (z.avail_out == into.size() && !state_->broken) {
    if (z.avail_in == 0) {
      if (state_->ended) return 0;
      const Result<std::size_t> n = compressed(state_->input);
      if (!n) return n;
      if (*n == 0) {
        state_->ended = true;
        if (!state_->in_member) return 0;
        return std::unexpected(Error{.code = Code::kTruncated, .what = "gzip"});
      }
      z.next_in = state_->input.data();
      z.avail_in = static_cast<uInt>(*n);
    }
    state_->in_member = true;
    const int status = ::inflate(&z, Z_NO_FLUSH);
    if (status == Z_STREAM_END) {
      state_->in_member = false;
      ::inflateReset(&z);
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      state_->broken = true;  // told after what came out before
      break;
    }
  }
  if (z.avail_out == into.size() && !into.empty()) {
    return std::unexpected(Error{.code = Code::kBadValue, .what = "gzip"});
  }
  return into.size() - z.avail_out;
}

}  // namespace knox::io

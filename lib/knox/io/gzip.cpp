#include "knox/io/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace knox::io {

struct Inflater::State {
  z_stream stream = {};
  std::array<std::uint8_t, 64 * 1024> input;
  bool in_member = false;   // between a member's first byte and its checksum
  bool has_member = false;  // one came to its end
  bool in_padding = false;  // of zeros
  bool ended = false;
  std::string_view broken = {};  // why, in gzip's words

  // What the first bytes behind a member are, when they are not those of another one.
  bool is_garbage() const { return has_member && stream.total_in <= 2; }
  std::string_view trouble() const;
  bool skip_zeros();
};

std::string_view Inflater::State::trouble() const {
  if (is_garbage()) return "gzip: decompression OK, trailing garbage ignored";
  const std::string_view said = stream.msg == nullptr ? std::string_view() : std::string_view(stream.msg);
  if (said == "incorrect data check") return "gzip: invalid compressed data--crc error";
  if (said == "incorrect length check") return "gzip: invalid compressed data--length error";
  return "gzip: invalid compressed data--format violated";
}

// Zeros behind a member. False: there is something else.
bool Inflater::State::skip_zeros() {
  const auto* const end = stream.next_in + stream.avail_in;
  const auto* const other = std::find_if(stream.next_in, stream.next_in + stream.avail_in,
                                         [](std::uint8_t byte) { return byte != 0; });
  stream.avail_in = static_cast<uInt>(end - other);
  stream.next_in += other - stream.next_in;
  return stream.avail_in == 0;
}

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
  while (z.avail_out == into.size() && state_->broken.empty()) {
    if (z.avail_in == 0) {
      if (state_->ended) return 0;
      const Result<std::size_t> n = compressed(state_->input);
      if (!n) return n;
      if (*n == 0) {
        state_->ended = true;
        if (!state_->in_member) return 0;
        if (!state_->is_garbage()) return std::unexpected(Error{.code = Code::kTruncated, .what = "gzip"});
        state_->broken = state_->trouble();
        break;
      }
      z.next_in = state_->input.data();
      z.avail_in = static_cast<uInt>(*n);
    }
    if (state_->has_member && !state_->in_member && *z.next_in == 0) {
      if (state_->skip_zeros()) {
        state_->in_padding = true;
        continue;
      }
      state_->broken = state_->trouble();
      break;
    }
    if (state_->in_padding) {
      state_->broken = state_->trouble();
      break;
    }
    state_->in_member = true;
    const int status = ::inflate(&z, Z_NO_FLUSH);
    if (status == Z_STREAM_END) {
      state_->in_member = false;
      state_->has_member = true;
      ::inflateReset(&z);
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      state_->broken = state_->trouble();  // told after what came out before
      break;
    }
  }
  if (z.avail_out == into.size() && !into.empty()) {
    return std::unexpected(Error{.code = Code::kCompressed, .what = state_->broken});
  }
  return into.size() - z.avail_out;
}

}  // namespace knox::io

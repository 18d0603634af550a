#include "knox/io/zstd.h"

#include <zstd.h>
#include <zstd_errors.h>

#include <array>
#include <string_view>

namespace knox::io {

struct ZstdDecompressor::State {
  ZSTD_DCtx* context = ::ZSTD_createDCtx();
  std::array<std::uint8_t, 64 * 1024> input;
  ZSTD_inBuffer in = {.src = input.data(), .size = 0, .pos = 0};
  bool in_frame = false;   // between its first byte and its last
  bool has_frame = false;  // one came to its end
  bool ended = false;
  std::string_view broken = {};  // why, in zstd's words

  State() = default;
  ~State() { ::ZSTD_freeDCtx(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  std::string_view trouble(std::size_t status) const;
};

std::string_view ZstdDecompressor::State::trouble(std::size_t status) const {
  switch (::ZSTD_getErrorCode(status)) {
    case ZSTD_error_prefix_unknown:
      return has_frame ? "zstd: trailing garbage ignored" : "zstd: unsupported format";
    case ZSTD_error_checksum_wrong: return "zstd: restored data doesn't match checksum";
    case ZSTD_error_frameParameter_windowTooLarge: return "zstd: frame requires too much memory for decoding";
    case ZSTD_error_memory_allocation: return "zstd: not enough memory";
    case ZSTD_error_dictionary_wrong: return "zstd: it was made with a dictionary";
    default: return "zstd: data corruption detected";
  }
}

ZstdDecompressor::ZstdDecompressor() : state_(std::make_unique<State>()) {}
ZstdDecompressor::~ZstdDecompressor() = default;

Result<std::size_t> ZstdDecompressor::read(std::span<std::uint8_t> into, const Read& compressed) {
  State& state = *state_;
  ZSTD_outBuffer out = {.dst = into.data(), .size = into.size(), .pos = 0};
  while (out.pos == 0 && !into.empty() && state.broken.empty()) {
    if (state.in.pos == state.in.size && !state.ended) {
      const Result<std::size_t> n = compressed(state.input);
      if (!n) return n;
      state.in.size = *n;
      state.in.pos = 0;
      state.ended = *n == 0;
    }
    // What a full buffer left inside of the context comes out without any more input.
    if (state.ended && !state.in_frame) return 0;
    const std::size_t before = state.in.pos;
    const std::size_t status = ::ZSTD_decompressStream(state.context, &out, &state.in);
    if (::ZSTD_isError(status) != 0) {
      state.broken = state.trouble(status);
      break;
    }
    state.in_frame = status != 0;
    state.has_frame |= status == 0;
    const bool is_stuck = state.ended && out.pos == 0 && state.in.pos == before;
    if (is_stuck && state.in_frame) {
      return std::unexpected(Error{.code = Code::kTruncated, .what = "zstd"});
    }
  }
  if (out.pos == 0 && !state.broken.empty()) {
    return std::unexpected(Error{.code = Code::kCompressed, .what = state.broken});
  }
  return out.pos;
}

}  // namespace knox::io

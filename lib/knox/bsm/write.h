// The BSM writer: tokens and records, from the same descriptions (tokens.h) from which they are read. So what
// was decoded and is written gives the same bytes, and what was written and is decoded gives the same token.
//
//   writer.begin(event, time);
//   writer.add(Path{{"/etc/motd", true}});
//   writer.add(Return32{{0}, 3});
//   out.text(as_chars(writer.finish()));       header32, path, return32, trailer
#pragma once

#include "knox/base/time.h"
#include "knox/bsm/decode.h"
#include "knox/bsm/trailer.h"
#include "knox/bsm/write_fields.h"

namespace knox::bsm {

// Appends a whole token, its id byte first. What does not fit is cut as write_fields.h says.
template <class T>
KNOX_INLINE void write_token(Buffer& out, const T& token) {
  out.put(T::kInfo.id);
  for_each_field(token, [&](const auto&, const auto& value) KNOX_INLINE_LAMBDA { write_field(out, value); });
}

// The most bytes that a text or a path token holds besides its NUL.
inline constexpr std::size_t kMaxText = 0xffff - 1;

// A text that the kernels' and OpenBSM's tokens have: with a NUL.
constexpr Text text_of(std::string_view bytes) noexcept {
  return {bytes, true};
}

// The version in the headers of OpenBSM and all systems that have it.
inline constexpr std::uint8_t kOpenBsmVersion = 11;

// Makes one record at a time, in memory of its own that is used again.
class RecordWriter {
 public:
  // Forgets what was written, and begins a record with a header32 of version 11. Of the time are written the
  // seconds, up to 2106, and the milliseconds.
  void begin(std::uint16_t event, const Time& time, std::uint16_t modifier = 0) {
    buffer_.clear();
    write_token(buffer_,
                Header32{{{0}, kOpenBsmVersion, {event}, modifier, {seconds_of(time), ms_of(time)}}});
    tokens_ = 1;
  }

  template <class T>
  KNOX_INLINE void add(const T& token) {
    write_token(buffer_, token);
    ++tokens_;
  }
  // Tokens that were written somewhere else.
  void add_tokens(Bytes tokens, std::size_t count) {
    buffer_.put(as_chars(tokens));
    tokens_ += count;
  }

  // So far: with the header.
  std::size_t size() const noexcept { return buffer_.size(); }
  std::size_t tokens() const noexcept { return tokens_; }

  // Writes the trailer and the sizes. The record is good until the next begin().
  Bytes finish() {
    const auto size = static_cast<std::uint32_t>(buffer_.size() + kTrailerSize);
    write_token(buffer_, Trailer{{kTrailerMagic}, {size}});
    buffer_.put_at(1, size);
    return buffer_.bytes();
  }

 private:
  static std::uint32_t seconds_of(const Time& time) noexcept {
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(time.seconds, 0xffffffff));
  }
  static std::uint32_t ms_of(const Time& time) noexcept { return time.nanoseconds / 1'000'000; }

  Buffer buffer_;
  std::size_t tokens_ = 0;
};

// A text of any length: a text token, or as many as it takes. Returns how many.
inline std::size_t put_text(Buffer& out, std::string_view text) {
  std::size_t tokens = 0;
  do {
    write_token(out, TextToken{text_of(text.substr(0, kMaxText))});
    text.remove_prefix(std::min(text.size(), kMaxText));
    ++tokens;
  } while (!text.empty());
  return tokens;
}

}  // namespace knox::bsm

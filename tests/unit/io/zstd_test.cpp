#include "knox/io/zstd.h"

#include <zstd.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "unit/catch.h"

namespace knox::io {

namespace {

// 300,000 bytes that do not compress to next to nothing, in a frame with a checksum.
std::string text() {
  std::string made;
  std::uint32_t state = 1;
  while (made.size() < 300'000) {
    state = state * 1664525 + 1013904223;
    made += "type=SYSCALL msg=audit(" + std::to_string(state % 100'000) + "): ";
  }
  return made;
}

std::string compressed(std::string_view bytes) {
  ZSTD_CCtx* const context = ::ZSTD_createCCtx();
  ::ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  std::string frame(::ZSTD_compressBound(bytes.size()), '\0');
  frame.resize(::ZSTD_compress2(context, frame.data(), frame.size(), bytes.data(), bytes.size()));
  ::ZSTD_freeCCtx(context);
  return frame;
}

struct Read {
  std::string bytes;
  std::string trouble;
};

// Reads it all, in pieces of that size.
Read decompress(std::string_view bytes, std::size_t chunk) {
  ZstdDecompressor zstd;
  const auto read = [&](std::span<std::uint8_t> into) -> Result<std::size_t> {
    const std::size_t size = std::min({into.size(), chunk, bytes.size()});
    std::ranges::copy(bytes.substr(0, size), into.begin());
    bytes.remove_prefix(size);
    return size;
  };
  Read made;
  std::vector<std::uint8_t> room(1000);
  for (;;) {
    const Result<std::size_t> n = zstd.read(room, read);
    if (!n) made.trouble = describe(n.error());
    if (!n || *n == 0) return made;
    made.bytes.append(room.begin(), room.begin() + static_cast<std::ptrdiff_t>(*n));
  }
}

}  // namespace

TEST_CASE("zstd: what is wrong is told in zstd's words, after what came before") {
  const std::string plain = text(), whole = compressed(plain);
  REQUIRE(whole.size() > 1000);
  std::string checksum = whole;
  checksum.back() = static_cast<char>(checksum.back() ^ 1);
  const std::string skippable("\x50\x2a\x4d\x18\x03\0\0\0abc", 11);
  struct Row {
    std::string bytes, expected, trouble;
  };
  const Row rows[] = {
      {whole, plain, ""},
      {whole + whole, plain + plain, ""},
      {whole + skippable + whole, plain + plain, ""},
      {compressed(""), "", ""},
      {whole.substr(0, whole.size() - 1), plain, "zstd: truncated"},
      {whole + whole.substr(0, 3), plain, "zstd: truncated"},
      {whole + "some words", plain, "zstd: trailing garbage ignored"},
  };
  for (const Row& row : rows) {
    for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
      CAPTURE(&row - rows, chunk);
      const Read made = decompress(row.bytes, chunk);
      CHECK((made.bytes == row.expected));
      CHECK(made.trouble == row.trouble);
    }
  }
  CHECK(decompress(checksum, 4096).trouble == "zstd: restored data doesn't match checksum");
}

TEST_CASE("zstd: every beginning of a frame is the beginning of the text, and truncated") {
  const std::string plain = text().substr(0, 20'000), whole = compressed(plain);
  for (std::size_t size = 1; size < whole.size(); ++size) {
    const Read made = decompress(std::string_view(whole).substr(0, size), 4096);
    if (!plain.starts_with(made.bytes) || made.trouble != "zstd: truncated") FAIL("of " << size << " bytes");
  }
}

TEST_CASE("zstd: damage anywhere is told") {
  const std::string plain = text().substr(0, 20'000), whole = compressed(plain);
  for (std::size_t place = 0; place < whole.size(); ++place) {
    std::string damaged = whole;
    damaged[place] = static_cast<char>(damaged[place] ^ 0x55);
    const Read made = decompress(damaged, 4096);
    if (made.trouble.empty() && made.bytes != plain) FAIL("at " << place);
  }
}

TEST_CASE("what is compressed is known by its first bytes") {
  const auto front = [](std::string_view bytes) {
    return std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  };
  CHECK(Decompressor::find(front("\x1f\x8b\x08")) != nullptr);
  CHECK(Decompressor::find(front("\x28\xb5\x2f\xfd")) != nullptr);
  for (const std::string_view other : {"", "\x1f", "\x28\xb5\x2f", "type=", "(type="}) {
    CHECK(Decompressor::find(front(other)) == nullptr);
  }
  for (const std::string_view beginning : {"", "\x1f", "\x28", "\x28\xb5\x2f"}) {
    CHECK(Decompressor::may_begin(front(beginning)));
  }
  for (const std::string_view other : {"\x1f\x8b", "\x1f\x1f", "(t", "t", "\x28\xb5\x2f\xfe"}) {
    CHECK_FALSE(Decompressor::may_begin(front(other)));
  }
}

}  // namespace knox::io

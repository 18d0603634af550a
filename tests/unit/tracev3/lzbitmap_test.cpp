#include "knox/tracev3/file/lzbitmap.h"

#include <string>

#include "support/guarded.h"
#include "unit/catch.h"

namespace knox::tracev3 {

using namespace std::string_literals;

namespace {

constexpr std::size_t kMost = 1 << 20;

std::string u24(std::size_t value) {
  return {static_cast<char>(value & 255), static_cast<char>(value >> 8 & 255),
          static_cast<char>(value >> 16)};
}
std::string head(char flags) {
  return "ZBM"s + flags;
}
const std::string kEnd = "\6\0\0\0\0\0"s;

std::string stored(const std::string& text) {
  return u24(text.size() + 6) + u24(text.size()) + text;
}

// A map whose first token, 3, has a bitmap and a kind of distance.
std::string map_of(unsigned bitmap, unsigned distance) {
  std::string map(17, '\0');
  map[0] = static_cast<char>(bitmap);
  map[1] = static_cast<char>(distance);
  return map;
}
std::string packed(std::size_t size, const std::string& literals, const std::string& distances,
                   const std::string& bitmaps, const std::string& tokens, const std::string& map) {
  const std::size_t at = 15 + literals.size();
  const std::size_t all = at + distances.size() + bitmaps.size() + tokens.size() + map.size();
  return u24(all) + u24(size) + u24(at) + u24(at + distances.size()) +
         u24(at + distances.size() + bitmaps.size()) + literals + distances + bitmaps + tokens + map;
}

std::string unpack(const std::string& stream) {
  std::vector<std::uint8_t> to;
  REQUIRE(unpack_lzbitmap(as_bytes(stream), kMost, to));
  return std::string(as_chars(to));
}
Code error_of(const std::string& stream, std::size_t most = kMost) {
  std::vector<std::uint8_t> to;
  const Result<void> unpacked = unpack_lzbitmap(as_bytes(stream), most, to);
  REQUIRE(!unpacked);
  return unpacked.error().code;
}

}  // namespace

TEST_CASE("tracev3 lzbitmap: stored chunks") {
  CHECK(is_lzbitmap(as_bytes(head('\x09'))));
  CHECK(!is_lzbitmap(as_bytes("bv41")));
  CHECK(unpack(head('\x0c') + kEnd).empty());
  CHECK(unpack(head('\x0c') + stored("small") + stored(" and more") + kEnd) == "small and more");
}

TEST_CASE("tracev3 lzbitmap: literals, copies from eight bytes back, and what a step has of its own") {
  // Token 0: its bitmap from the stream, the distance that was. All of eight are literals, then all are
  // copies.
  CHECK(unpack(head('\x0c') + packed(16, "abcdefgh", "", "\xff\0"s, "\0"s, map_of(0, 0)) + kEnd) ==
        "abcdefghabcdefgh");
  // Token 1: a distance of one byte. One literal, then copies of it.
  CHECK(unpack(head('\x0c') + packed(8, "a", "\1", "\1", "\1", map_of(0, 0)) + kEnd) == "aaaaaaaa");
  // Token 2: of two bytes; low bits come first.
  CHECK(unpack(head('\x0c') + packed(8, "ab", "\2\0"s, "\3", "\2", map_of(0, 0)) + kEnd) == "abababab");
  // Token 3 is the first of the map: a literal, and a distance of one byte.
  CHECK(unpack(head('\x0c') + packed(8, "z", "\1", "", "\3", map_of(1, 1)) + kEnd) == "zzzzzzzz");
  // A chunk can end within a step, and refers to chunks before it.
  CHECK(unpack(head('\x0c') + stored("12345678") + packed(3, "", "", "\0"s, "\0"s, map_of(0, 0)) + kEnd) ==
        "12345678123");
}

TEST_CASE("tracev3 lzbitmap: runs") {
  // Token 0 with literals, then token 3 (copies) and token 15: four of it, and 2 more.
  const std::string tokens = "\x30\x2f"s;  // low halves first: 0, 3, 15, 2
  const std::string all = packed(56, "abcdefgh", "", "\xff", tokens, map_of(0, 0));
  std::string expected;
  for (int i = 0; i < 7; ++i) expected += "abcdefgh";
  CHECK(unpack(head('\x09') + all + kEnd) == expected);
}

TEST_CASE("tracev3 lzbitmap: what is damaged") {
  CHECK(error_of("ZBM") == Code::kTruncated);
  CHECK(error_of(head('\x0c')) == Code::kTruncated);
  CHECK(error_of(head('\x0c') + stored("abc")) == Code::kTruncated);  // no end
  CHECK(error_of(head('\x0c') + stored("abcd") + kEnd, 3) == Code::kBadSize);
  CHECK(error_of(head('\x0c') + u24(3) + u24(9) + "...") == Code::kTruncated);
  CHECK(error_of(head('\x0c') + packed(8, "", "", "\0"s, "\0"s, map_of(0, 0)) + kEnd) ==
        Code::kCompressed);  // nothing to copy
  CHECK(error_of(head('\x0c') + packed(8, "a", "\0"s, "\1", "\1", map_of(0, 0)) + kEnd) ==
        Code::kCompressed);  // distance 0
  CHECK(error_of(head('\x0c') + packed(8, "", "", "", "\0"s, map_of(0, 0)) + kEnd) ==
        Code::kCompressed);  // no bitmap
  CHECK(error_of(head('\x0c') + packed(99, "abcdefgh", "", "\xff", "\0"s, map_of(0, 0)) + kEnd) ==
        Code::kCompressed);
}

TEST_CASE("tracev3 lzbitmap: every prefix and every flipped byte stays within its bytes and its bound") {
  const std::string good = head('\x09') + stored("12345678") +
                           packed(56, "abcdefgh", "\1", "\xff\1", "\x30\x2f\x01", map_of(0, 0)) + kEnd;
  test::Guarded guarded(good.size());
  const auto ask = [&](const std::string& stream) {
    std::vector<std::uint8_t> to;
    (void)unpack_lzbitmap(guarded(stream), 4096, to);
    CHECK(to.size() <= 4096);
  };
  for (std::size_t size = 0; size <= good.size(); ++size) ask(good.substr(0, size));
  for (std::size_t i = 4; i < good.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string stream = good;
      stream[i] = static_cast<char>(stream[i] ^ 1 << bit);
      ask(stream);
    }
  }
}

}  // namespace knox::tracev3

#include "knox/base/utf8.h"

#include <string>

#include "unit/catch.h"

namespace knox {

namespace {

std::string encoded(std::uint32_t code) {
  const auto byte = [](std::uint32_t value) { return static_cast<char>(static_cast<std::uint8_t>(value)); };
  if (code < 0x80) return {byte(code)};
  if (code < 0x800) return {byte(0xc0 | code >> 6), byte(0x80 | (code & 0x3f))};
  if (code < 0x10000)
    return {byte(0xe0 | code >> 12), byte(0x80 | (code >> 6 & 0x3f)), byte(0x80 | (code & 0x3f))};
  return {byte(0xf0 | code >> 18), byte(0x80 | (code >> 12 & 0x3f)), byte(0x80 | (code >> 6 & 0x3f)),
          byte(0x80 | (code & 0x3f))};
}

}  // namespace

TEST_CASE("every code point is read from its bytes, and from no prefix of them") {
  for (std::uint32_t code = 0; code <= 0x10ffff; ++code) {
    const std::string bytes = encoded(code);
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    const Utf8Char c = utf8_front(bytes + "x");
    if (surrogate ? c.size != 0 : c.size != bytes.size() || c.code != code) FAIL_CHECK(code);
    for (std::size_t size = 1; size < bytes.size(); ++size) {
      if (utf8_front(bytes.substr(0, size)).size != 0) FAIL_CHECK(code << " cut to " << size);
      if (utf8_front(bytes.substr(0, size) + "x").size != 0) FAIL_CHECK(code << " cut to " << size << ", x");
    }
  }
}

TEST_CASE("two bytes are a character only if they are one") {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string bytes = {static_cast<char>(first), static_cast<char>(second)};
      std::size_t size = 0;
      if (first < 0x80) size = 1;
      if (first >= 0xc2 && first <= 0xdf && second >= 0x80 && second <= 0xbf) size = 2;
      if (utf8_front(bytes).size != size) FAIL_CHECK(first << ' ' << second);
    }
  }
}

TEST_CASE("what is too long or too large is no character") {
  for (const char* const bytes :
       {"\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf", "\xe0\x9f\xbf", "\xf0\x80\x80\xaf", "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80", "\xff", "\xfe", "\x80", "\xbf",
        "\xed\xa0\x80", "\xed\xbf\xbf"}) {
    INFO(bytes);
    CHECK(utf8_front(bytes).size == 0);
  }
}

TEST_CASE("what can break a line or a terminal is unsafe, and letters are not") {
  for (std::uint32_t code = 0; code < 0x20; ++code) CHECK(is_unsafe_char(code));
  for (std::uint32_t code = 0x20; code < 0x7f; ++code) CHECK(!is_unsafe_char(code));
  for (std::uint32_t code = 0x7f; code < 0xa0; ++code) CHECK(is_unsafe_char(code));
  for (const std::uint32_t code : {0x200eu, 0x200fu, 0x2028u, 0x2029u, 0x202au, 0x202eu, 0x2066u, 0x2069u,
                                   0x61cu, 0xfeffu, 0x200bu, 0x2060u, 0xfff9u, 0xe0001u, 0xe007fu}) {
    CHECK(is_unsafe_char(code));
  }
  for (const std::uint32_t code : {0xa0u, 0xe9u, 0x3b1u, 0x5d0u, 0x627u, 0x65e5u, 0x200au, 0x2010u, 0x2027u,
                                   0x202fu, 0xfffdu, 0x1f431u, 0xe0080u}) {
    CHECK(!is_unsafe_char(code));
  }
}

}  // namespace knox

#include "knox/base/cursor.h"

#include <string>

#include "support/guarded.h"
#include "unit/catch.h"

namespace knox {

namespace {

using test::Guarded;

}  // namespace

TEST_CASE("numbers are big-endian, wherever they stand") {
  Guarded guarded(64);
  const std::string bytes = "\x01\x02\x03\x04\x05\x06\x07\x08\xf1\xf2\xf3\xf4\xf5\xf6\xf7";
  Cursor in(guarded(bytes));
  CHECK(in.get<std::uint8_t>() == 0x01);
  CHECK(in.get<std::uint16_t>() == 0x0203);
  CHECK(in.get<std::uint32_t>() == 0x04050607);
  CHECK(in.get<std::uint64_t>() == 0x08f1f2f3f4f5f6f7);
  CHECK(in.ok());
  CHECK(in.left() == 0);
  CHECK(in.used() == bytes.size());
}

TEST_CASE("a fetch past the end fails for good, and says what it lacked") {
  Guarded guarded(64);
  Cursor in(guarded("\x01\x02\x03"));
  CHECK(in.get<std::uint8_t>() == 1);
  CHECK(in.get<std::uint32_t>() == 0);
  CHECK(!in.ok());
  CHECK(in.need() == 4);
  CHECK(in.had() == 2);
  CHECK(in.used() == 1);
  CHECK(in.left() == 0);
  // What would still have been there is not given any more, and the first failure is kept.
  CHECK(in.get<std::uint8_t>() == 0);
  CHECK(in.take(1).empty());
  CHECK(in.take_until_nul().empty());
  CHECK(!in.ok());
  CHECK(in.need() == 4);
  CHECK(in.had() == 2);
}

TEST_CASE("bytes are given in place") {
  Guarded guarded(64);
  const Bytes bytes = guarded("abcdef");
  Cursor in(bytes);
  CHECK(in.take(0).empty());
  CHECK(in.take(4) == "abcd");
  CHECK(in.take(2).data() == as_chars(bytes).data() + 4);
  CHECK(in.take(0).empty());
  CHECK(in.ok());
  CHECK(in.take(1).empty());
  CHECK(!in.ok());
  CHECK(in.need() == 1);
  CHECK(in.had() == 0);

  Cursor huge(bytes);
  CHECK(huge.take(~std::size_t{0}).empty());
  CHECK(huge.need() == ~std::size_t{0});
  CHECK(huge.had() == 6);
}

TEST_CASE("strings end with a NUL") {
  Guarded guarded(64);
  Cursor in(guarded(std::string_view("ab\0\0cd", 6)));
  CHECK(in.take_until_nul() == "ab");
  CHECK(in.take_until_nul().empty());
  CHECK(in.ok());
  CHECK(in.used() == 4);
  CHECK(in.take_until_nul().empty());
  CHECK(!in.ok());
  CHECK(in.need() == 3);
  CHECK(in.had() == 2);
}

TEST_CASE("a cursor over nothing") {
  Cursor in(Bytes{});
  CHECK(in.ok());
  CHECK(in.left() == 0);
  CHECK(in.take(0).empty());
  CHECK(in.ok());
  CHECK(in.take_until_nul().empty());
  CHECK(!in.ok());
  CHECK(in.need() == 1);
  Cursor number(Bytes{});
  CHECK(number.get<std::uint8_t>() == 0);
  CHECK(!number.ok());
}

TEST_CASE("every prefix of a fetch fails, within its bytes") {
  Guarded guarded(64);
  const std::string bytes(8, '\xff');
  for (std::size_t size = 0; size <= 8; ++size) {
    const Bytes prefix = guarded(bytes.substr(0, size));
    Cursor number(prefix);
    number.get<std::uint64_t>();
    CHECK(number.ok() == (size == 8));
    Cursor taken(prefix);
    taken.take(8);
    CHECK(taken.ok() == (size == 8));
    Cursor text(prefix);
    text.take_until_nul();
    CHECK(!text.ok());
  }
}

}  // namespace knox

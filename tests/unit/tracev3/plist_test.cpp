#include "knox/tracev3/plist.h"

#include <bit>
#include <string>
#include <vector>

#include "support/guarded.h"
#include "unit/catch.h"

namespace knox::tracev3 {

using namespace std::string_literals;

namespace {

std::string big(std::uint64_t value, int size) {
  std::string bytes;
  for (int i = size - 1; i >= 0; --i) bytes += static_cast<char>(value >> (8 * i) & 0xff);
  return bytes;
}
std::string real(double value) {
  return big(std::bit_cast<std::uint64_t>(value), 8);
}

// Objects as they are stored, the first of which is the whole; offsets and references of one byte.
std::string plist(const std::vector<std::string>& objects) {
  std::string file = "bplist00", table;
  for (const std::string& object : objects) {
    table += static_cast<char>(file.size());
    file += object;
  }
  const std::size_t at = file.size();
  return file + table + "\0\0\0\0\0\0\1\1"s + big(objects.size(), 8) + big(0, 8) + big(at, 8);
}

std::string json(const std::vector<std::string>& objects) {
  const std::string file = plist(objects);
  std::string text = "=";
  if (!append_plist(as_bytes(file), text)) text = "damaged" + text;
  return text;
}

}  // namespace

TEST_CASE("tracev3 plist: values") {
  CHECK(json({"\x08"}) == "=false");
  CHECK(json({"\x09"}) == "=true");
  CHECK(json({"\0"s}) == "=null");
  CHECK(json({"\x10\x07"}) == "=7");
  CHECK(json({"\x11\xff\xff"}) == "=65535");
  CHECK(json({"\x13" + big(UINT64_MAX, 8)}) == "=-1");
  CHECK(json({"\x14" + big(0, 8) + big(5, 8)}) == "=5");
  CHECK(json({"\x23" + real(1.5)}) == "=1.5");
  CHECK(json({"\x22\x3f\x80\0\0"s}) == "=1");
  CHECK(json({"\x33" + real(0)}) == "=\"2001-01-01T00:00:00Z\"");
  CHECK(json({"\x33" + real(-0.5)}) == "=\"2000-12-31T23:59:59Z\"");
  CHECK(json({"\x33" + real(1e300)}) == "=null");
  CHECK(json({"\x43\1\2\3"}) == "=\"AQID\"");
  CHECK(json({"\x53"
              "a\"b"}) == "=\"a\\\"b\"");
  CHECK(json({"\x5f\x10\x11"
              "seventeen letters"}) == "=\"seventeen letters\"");
  CHECK(json({"\x63\0e\xd8\x3d\xde\0"s}) == "=\"e\xf0\x9f\x98\x80\"");
  CHECK(json({"\x61\xd8\x3d"}) == "=\"\xef\xbf\xbd\"");
  CHECK(json({"\x80\x05"}) == "=5");
}

TEST_CASE("tracev3 plist: arrays and dictionaries") {
  CHECK(json({"\xa0"}) == "=[]");
  CHECK(json({"\xa2\1\2", "\x10\1", "\x08"}) == "=[1,false]");
  CHECK(json({"\xa2\1\1", "\x51x"}) == "=[\"x\",\"x\"]");
  CHECK(json({"\xd0"}) == "={}");
  CHECK(json({"\xd2\1\2\3\4",
              "\x51"
              "a",
              "\x51"
              "b",
              "\x10\1", "\xa1\3"}) == "={\"a\":1,\"b\":[1]}");
  CHECK(json({"\xd1\1\1", "\x10\7"}) == "={\"7\":7}");
}

TEST_CASE("tracev3 plist: what is damaged leaves the text as it was") {
  CHECK(json({"\xa1\0"s}) == "damaged=");  // in itself
  CHECK(json({"\xa1\7"}) == "damaged=");   // no such object
  CHECK(json({"\xa5\1", "\x08"}) == "damaged=");
  CHECK(json({"\x5f\x13" + big(UINT64_MAX, 8)}) == "damaged=");
  CHECK(json({"\x90"}) == "damaged=");
  std::string text;
  CHECK(!append_plist(as_bytes("bplist00"), text));
  CHECK(!append_plist({}, text));

  std::vector<std::string> deep;
  for (int i = 1; i < 80; ++i) deep.push_back("\xa1" + std::string(1, static_cast<char>(i)));
  deep.emplace_back("\x08");
  CHECK(json(deep) == "damaged=");

  // Ten arrays, each ten times in the one before: 10^10 values of some hundred bytes.
  std::vector<std::string> bomb;
  for (int i = 1; i <= 10; ++i) bomb.push_back("\xaa" + std::string(10, static_cast<char>(i)));
  bomb.emplace_back("\x08");
  CHECK(json(bomb) == "damaged=");
}

TEST_CASE("tracev3 plist: every prefix and every flipped byte stays within its bytes") {
  const std::string good = plist({"\xd2\1\2\3\4",
                                  "\x51"
                                  "a",
                                  "\x62\0b\0c"s, "\x13" + big(9, 8), "\xa2\3\5", "\x42\1\2"});
  test::Guarded guarded(good.size());
  std::string text;
  CHECK(append_plist(guarded(good), text));
  CHECK(text == R"({"a":9,"bc":[9,"AQI="]})");
  for (std::size_t size = 0; size < good.size(); ++size) {
    text.clear();
    CHECK(!append_plist(guarded(good.substr(0, size)), text));
    CHECK(text.empty());
  }
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string file = good;
      file[i] = static_cast<char>(file[i] ^ 1 << bit);
      text.clear();
      append_plist(guarded(file), text);
      CHECK(text.size() <= 64 * file.size() + 16384);
    }
  }
}

}  // namespace knox::tracev3

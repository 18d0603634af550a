#include "knox/emit/raw_bytes.h"

#include "support/written.h"
#include "unit/catch.h"

namespace knox::emit {

namespace {

std::string member(RawBytes& raw) {
  return test::written([&](Out& out) {
    Pen pen(out);
    pen.room(2);
    pen.put('{');
    raw.put_member(pen);
    pen.room(1);
    pen.put('}');
  });
}

}  // namespace

TEST_CASE("raw_bytes is left out when every string was UTF-8") {
  RawBytes raw;
  CHECK(raw.empty());
  CHECK(member(raw) == "{}");
}

TEST_CASE("raw_bytes gives the exact bytes by JSON pointer") {
  RawBytes raw;
  raw.add("/log/args/2", "/tmp\xff");
  raw.add("/log/cwd", std::string_view("\0\x80", 2));
  CHECK(!raw.empty());
  CHECK(member(raw) == R"({,"raw_bytes":{"/log/args/2":"2f746d70ff","/log/cwd":"0080"}})");
}

TEST_CASE("raw_bytes forgets what it has written") {
  RawBytes raw;
  raw.add("/a", "\xff");
  member(raw);
  CHECK(raw.empty());
  raw.add("/b", "\xfe");
  CHECK(member(raw) == R"({,"raw_bytes":{"/b":"fe"}})");
}

TEST_CASE("raw_bytes may be larger than the output's block") {
  RawBytes raw;
  raw.add("/a", std::string(Out::kBlock, '\xff'));
  std::string expected(2 * Out::kBlock, 'f');
  CHECK(member(raw) == R"({,"raw_bytes":{"/a":")" + expected + R"("}})");
}

}  // namespace knox::emit

#include "knox/bsm/decode.h"

#include <algorithm>
#include <set>
#include <string>

#include "knox/bsm/record.h"
#include "knox/bsm/trailer.h"
#include "support/bsm_builder.h"
#include "support/guarded.h"
#include "support/printing.h"
#include "support/token_samples.h"
#include "support/zone.h"
#include "unit/catch.h"

namespace knox::bsm {

namespace {

using Catch::Matchers::ContainsSubstring;
using test::Guarded;
using test::Printing;
using test::RecordBuilder;
using test::token_samples;
using test::TokenSample;

constexpr std::size_t kHeaderSize = 18;

Kind kind_of(const TokenSample& sample) {
  return kind_of_id(static_cast<std::uint8_t>(sample.bytes[0]), sample.solaris);
}

std::string hex_byte(char byte) {
  return test::written([&](Out& out) { Pen(out).hex_byte(static_cast<std::uint8_t>(byte)); });
}

}  // namespace

TEST_CASE("there is a sample of every kind of token") {
  std::set<std::string_view> missing;
  for (const TokenInfo& info : kInfos) missing.insert(info.name);
  for (const TokenSample& sample : token_samples()) missing.erase(sample.name);
  CHECK(missing ==
        std::set<std::string_view>{"header32", "header32_ex", "header64", "header64_ex", "trailer"});
}

TEST_CASE("token names are unique, and ids are but for the two layouts of socket") {
  std::set<std::string_view> names;
  std::set<std::uint8_t> ids;
  for (const TokenInfo& info : kInfos) {
    INFO(info.name);
    CHECK(names.insert(info.name).second);
    CHECK((ids.insert(info.id).second || info.solaris));
  }
}

TEST_CASE("every token decodes to its fields") {
  Printing tokens("tokens");
  for (const TokenSample& sample : token_samples()) {
    INFO(sample.name);
    const std::string bytes = test::record_around(sample);
    Record record;
    REQUIRE(record.parse(as_bytes(bytes)));
    CHECK(!record.damage());
    CHECK(record.cut_token().empty());
    REQUIRE(record.tokens().size() == 3);
    const TokenRef& ref = record.tokens()[1];
    CHECK(kInfos[ref.kind].name == sample.name);
    CHECK(ref.offset == kHeaderSize);
    CHECK(as_chars(record.token(ref)) == sample.bytes);

    std::string expected = "{\"token\":\"" + std::string(sample.name) + "\",\"token_id\":\"0x";
    expected += hex_byte(sample.bytes[0]) + "\"," + sample.json + "}";
    CHECK_THAT(tokens(bytes), ContainsSubstring(expected));
  }
}

TEST_CASE("every token is shown as praudit shows it") {
  const test::Zone utc("UTC");
  Printing text("text");
  for (const TokenSample& sample : token_samples()) {
    const std::string bytes = test::record_around(sample);
    const std::string line = text(bytes);
    CHECK_THAT(line,
               ContainsSubstring("," + sample.text + ",trailer," + std::to_string(bytes.size()) + ",\n"));
  }
}

TEST_CASE("headers and trailers decode to their fields") {
  Printing tokens("tokens");
  const auto shown = [&](const test::Header& header) { return tokens(RecordBuilder(header).finish()); };
  const auto expected = [](int size, const std::string& header) {
    const std::string number = std::to_string(size);
    return R"({"offset":0,"size":)" + number + R"(,"tokens":[{"token":)" + header +
           R"(},{"token":"trailer","token_id":"0x13","magic":45317,"size":)" + number + "}]}\n";
  };
  test::Header header{.event = 43190, .seconds = 0xfedcba98, .fraction = 789, .modifier = 0x8001};
  CHECK(shown(header) == expected(25, R"("header32","token_id":"0x14","size":25,"version":11,"event":43190,)"
                                      R"("modifier":32769,"seconds":4275878552,"fraction":789)"));
  header.host = "10.0.0.7";
  CHECK(shown(header) ==
        expected(33, R"("header32_ex","token_id":"0x15","size":33,"version":11,"event":43190,)"
                     R"("modifier":32769,"host":"10.0.0.7","seconds":4275878552,"fraction":789)"));
  header.host = "2001:db8::7";
  CHECK(shown(header) ==
        expected(45, R"("header32_ex","token_id":"0x15","size":45,"version":11,"event":43190,)"
                     R"("modifier":32769,"host":"2001:db8::7","seconds":4275878552,"fraction":789)"));
  header.wide = true;
  header.seconds = 0xfedcba9876543210;
  header.fraction = 0xffffffffffffffff;
  CHECK(shown(header) == expected(53,
                                  R"("header64_ex","token_id":"0x79","size":53,"version":11,"event":43190,)"
                                  R"("modifier":32769,"host":"2001:db8::7",)"
                                  R"("seconds":18364758544493064720,"fraction":18446744073709551615)"));
  header.host.clear();
  CHECK(shown(header) == expected(33, R"("header64","token_id":"0x74","size":33,"version":11,"event":43190,)"
                                      R"("modifier":32769,"seconds":18364758544493064720,)"
                                      R"("fraction":18446744073709551615)"));
}

TEST_CASE("no prefix of a token is a token, and none is read past its end") {
  Guarded guarded(4096);
  for (const TokenSample& sample : token_samples()) {
    const Kind kind = kind_of(sample);
    INFO(sample.name);
    for (std::size_t size = 1; size <= sample.bytes.size(); ++size) {
      const Bytes bytes = guarded(std::string_view(sample.bytes).substr(0, size));
      Cursor in(bytes.subspan(1));
      const bool whole = skip_token(in, kind);
      CHECK(in.used() <= size - 1);
      // Unknown bytes have no end of their own.
      CHECK(whole == (size == sample.bytes.size() || kind == kKindOf<Unknown>));
      if (!whole && !in.ok()) CHECK(in.need() > in.had());
    }
  }
}

TEST_CASE("no prefix of a record is read past its end") {
  Guarded guarded(4096);
  Record record;
  const auto cut_everywhere = [&](const std::string& whole) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      INFO(size);
      const Bytes bytes = guarded(std::string_view(whole).substr(0, size));
      if (!record.parse(bytes)) {
        CHECK(record.tokens().empty());
        continue;
      }
      CHECK(record.decoded() <= size);
      // What is said to be decoded is tokens without gaps.
      std::size_t end = 0;
      for (const TokenRef& ref : record.tokens()) {
        CHECK(ref.offset == end);
        end += ref.size;
      }
      CHECK(end + record.cut_token().size() == record.decoded());
      CHECK(record.tokens().back().kind != kKindOf<Trailer>);
    }
  };
  for (const TokenSample& sample : token_samples()) {
    INFO(sample.name);
    cut_everywhere(test::record_around(sample));
  }
  for (const bool wide : {false, true}) {
    for (const char* const host : {"", "10.0.0.7", "2001:db8::7"}) {
      cut_everywhere(RecordBuilder({.event = 1, .wide = wide, .host = host}).return32(0, 0).finish());
    }
  }
}

TEST_CASE("every byte of a token may be anything, and none is read past its end") {
  Guarded guarded(4096);
  Record record;
  for (const TokenSample& sample : token_samples()) {
    std::string bytes = test::record_around(sample);
    for (std::size_t at = kHeaderSize; at < kHeaderSize + sample.bytes.size(); ++at) {
      for (const int flip : {0x01, 0x80, 0xff}) {
        bytes[at] = static_cast<char>(bytes[at] ^ flip);
        CHECK(record.parse(guarded(bytes)));
        CHECK((record.damage() || record.tokens().back().kind == kKindOf<Trailer>));
        bytes[at] = static_cast<char>(bytes[at] ^ flip);
      }
    }
  }
}

TEST_CASE("what a token lacks is told with it") {
  const auto damage = [](const RecordBuilder& tokens) {
    const std::string bytes = RecordBuilder({.event = 16}).raw(tokens.tokens()).finish();
    Record record;
    REQUIRE(record.parse(as_bytes(bytes)));
    REQUIRE(record.damage());
    CHECK(record.damage()->offset == kHeaderSize);
    return describe(*record.damage());
  };
  CHECK(damage(RecordBuilder().u8(0x27).u8(0)) == "return32: truncated (need 6 bytes, have 2)");
  CHECK(damage(RecordBuilder().u8(0x23).u16(9).raw("/etc")) == "path: truncated (need 12 bytes, have 7)");
  CHECK(damage(RecordBuilder().u8(0x23)) == "path: truncated (need 3 bytes, have 1)");
  CHECK_THAT(damage(RecordBuilder().u8(0x7e).u32(5).raw("12345678")), ContainsSubstring("in_addr_ex: "));
  CHECK_THAT(damage(RecordBuilder().u8(0x21).u8(0).u8(4).u8(1).raw("1")), ContainsSubstring("data: "));
}

TEST_CASE("a number is its big-endian self") {
  const std::string bytes =
      RecordBuilder({.event = 16, .seconds = 1}).arg64(7, 0x0102030405060708, "x").finish();
  Record record;
  REQUIRE(record.parse(as_bytes(bytes)));
  const auto argument = record.find<Argument64>();
  REQUIRE(argument);
  CHECK(argument->number == 7);
  CHECK(argument->value.value == 0x0102030405060708);
  CHECK(argument->text.bytes == "x");
  CHECK(argument->text.nul);
  CHECK(!record.find<Argument32>());
}

TEST_CASE("the socket token has two layouts") {
  CHECK(kind_of_id(0x2e, false) == kKindOf<Socket>);
  CHECK(kind_of_id(0x2e, true) == kKindOf<SocketSolaris>);
  CHECK(kind_of_id(0x00, false) == kKindOf<Unknown>);
  CHECK(kind_of_id(0xff, true) == kKindOf<Unknown>);
}

}  // namespace knox::bsm

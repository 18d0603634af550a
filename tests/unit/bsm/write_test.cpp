// The BSM writer: what was decoded and is written again gives the same bytes, records and all; what does not
// fit is cut so that it can still be read.
#include "knox/bsm/write.h"

#include <string>
#include <vector>

#include "knox/bsm/framer.h"
#include "knox/bsm/record.h"
#include "support/fixtures.h"
#include "support/framing.h"
#include "support/token_samples.h"
#include "unit/catch.h"

namespace knox::bsm {

namespace {

template <class T>
std::string rewritten(Bytes token) {
  Buffer out;
  write_token(out, decode_token<T>(token));
  return std::string(as_chars(out.bytes()));
}
constexpr auto kRewrite = per_token(Tokens{}, []<class T>() { return &rewritten<T>; });

template <class T>
std::string written_token(const T& token) {
  Buffer out;
  write_token(out, token);
  return std::string(as_chars(out.bytes()));
}

// Writes a token, decodes it, and writes it again; returns what was decoded.
template <class T>
T there_and_back(const T& token, std::string& memory) {
  memory = written_token(token);
  Cursor in(as_bytes(memory).subspan(1));
  REQUIRE(skip_token(in, kKindOf<T>));
  CHECK(in.left() == 0);
  const T decoded = decode_token<T>(as_bytes(memory));
  CHECK(written_token(decoded) == memory);
  return decoded;
}

}  // namespace

TEST_CASE("writer: every kind of token gives its own bytes again") {
  for (const test::TokenSample& sample : test::token_samples()) {
    INFO(sample.name);
    const Kind kind = kind_of_id(static_cast<std::uint8_t>(sample.bytes[0]), sample.solaris);
    if (kind == kKindOf<Unknown>) continue;  // has no id of its own
    CHECK(kRewrite[kind](as_bytes(sample.bytes)) == sample.bytes);
  }
}

TEST_CASE("writer: every token of the fixtures gives its own bytes again") {
  using test::every_token, test::darwin, test::freebsd, test::solaris, test::quirks, test::session;
  std::size_t tokens = 0;
  for (const auto make : {&every_token, &darwin, &freebsd, &solaris, &quirks, &session}) {
    const std::string trail = make().bytes();
    for (const test::Range& frame : test::frame(as_bytes(trail)).frames) {
      Record record;
      REQUIRE(record.parse(as_bytes(trail).subspan(frame.offset, frame.size)));
      for (const TokenRef& ref : record.tokens()) {
        if (ref.kind == kKindOf<Unknown>) continue;
        INFO(kInfos[ref.kind].name);
        const Bytes token = record.token(ref);
        CHECK(kRewrite[ref.kind](token) == as_chars(token));
        ++tokens;
      }
    }
  }
  CHECK(tokens > 500);
}

TEST_CASE("writer: a record has its sizes, version 11 and milliseconds") {
  RecordWriter writer;
  for (const std::uint32_t pid : {7u, 8u}) {  // the second time in the memory of the first
    writer.begin(23, Time{1'700'000'000, 41'999'999}, 2);
    writer.add(Path{text_of("/bin/ls")});
    Subject32 subject{};
    subject.pid = pid;
    writer.add(subject);
    writer.add(Return32{{2}, 0xffffffff});
    CHECK(writer.tokens() == 4);

    Record record;
    REQUIRE(record.parse(writer.finish()));
    CHECK_FALSE(record.damage());
    CHECK(record.header().size == record.bytes().size());
    CHECK(record.header().version == 11);
    CHECK(record.header().event == 23);
    CHECK(record.header().modifier == 2);
    CHECK(record.header().seconds == 1'700'000'000);
    CHECK(record.header().nanoseconds == 41'000'000);
    CHECK(record.tokens().size() == 5);
    CHECK(record.subject()->pid == pid);
    CHECK(record.result()->error == 2);
    CHECK(record.find<Path>()->path.bytes == "/bin/ls");
  }
}

TEST_CASE("writer: what does not fit is cut") {
  const std::string longest(100'000, 'x');
  std::string memory;
  CHECK(there_and_back(Path{text_of(longest)}, memory).path.bytes.size() == kMaxText);
  CHECK(there_and_back(Path{{longest, false}}, memory).path.bytes.size() == kMaxText + 1);
  CHECK(there_and_back(Opaque{{longest}}, memory).bytes.bytes.size() == 0xffff);
  CHECK(there_and_back(GroupList{{std::string(400'000, 'g')}}, memory).groups.bytes.size() == 4 * 0xffff);
  CHECK(there_and_back(SocketUnix{{1}, {std::string_view("/run\0x", 6)}}, memory).path.bytes == "/run");
  CHECK(there_and_back(SocketInet{{2}, {443}, {"abcdef"}}, memory).address.bytes == "abcd");
  CHECK(there_and_back(SocketInet6{{26}, {443}, {"ab"}}, memory).address.bytes ==
        std::string_view("ab\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16));
  CHECK(there_and_back(Subject32Ex{{{1}, {2}, {3}, {4}, {5}, 6, 7, {8, {4, "abcd"}}}}, memory).pid == 6);
}

TEST_CASE("writer: a text of any length is as many tokens as it takes") {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kMaxText, kMaxText + 1, 3 * kMaxText + 5}) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += static_cast<char>('a' + i % 23);
    Buffer out;
    const std::size_t tokens = put_text(out, text);
    CHECK(tokens == (size == 0 ? 1 : (size + kMaxText - 1) / kMaxText));
    RecordWriter writer;
    writer.begin(0, Time{});
    writer.add_tokens(out.bytes(), tokens);
    CHECK(writer.tokens() == 1 + tokens);
    Record record;
    REQUIRE(record.parse(writer.finish()));
    CHECK_FALSE(record.damage());
    std::string again;
    for (const TokenRef& ref : record.tokens()) {
      if (ref.kind == kKindOf<TextToken>) again += decode_token<TextToken>(record.token(ref)).text.bytes;
    }
    CHECK(again == text);
  }
}

TEST_CASE("buffer: integers are big endian, and memory is kept") {
  Buffer buffer;
  buffer.put(std::uint8_t{1});
  buffer.put(std::uint16_t{0x0203});
  buffer.put(std::uint32_t{0x04050607});
  buffer.put(std::uint64_t{0x08090a0b0c0d0e0f});
  buffer.put(std::string_view("z"));
  CHECK(as_chars(buffer.bytes()) == "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0fz");
  buffer.put_at(1, std::uint16_t{0xffee});
  CHECK(as_chars(buffer.bytes()).substr(0, 4) == "\x01\xff\xee\x04");
  const std::uint8_t* const memory = buffer.bytes().data();
  buffer.cut(2);
  CHECK(buffer.size() == 2);
  buffer.cut(5);
  CHECK(buffer.size() == 2);
  buffer.clear();
  buffer.put(std::uint8_t{9});
  CHECK(buffer.bytes().data() == memory);
}

}  // namespace knox::bsm

#include "knox/base/out.h"

#include <inttypes.h>

#include <cstdio>
#include <string>
#include <vector>

#include "support/written.h"
#include "unit/catch.h"

namespace knox {

namespace {

using test::written;

std::string printf_text(const char* format, std::uint64_t value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

// Where the number of digits changes in some base, and what is around it.
std::vector<std::uint64_t> edges() {
  std::vector<std::uint64_t> values = {0,          1,         ~std::uint64_t{0}, ~std::uint64_t{0} - 1,
                                       0x7fffffff, 0x80000000};
  const auto add = [&](std::uint64_t value) {
    for (const std::uint64_t v : {value - 1, value, value + 1}) values.push_back(v);
  };
  for (int bit = 0; bit < 64; ++bit) add(std::uint64_t{1} << bit);
  std::uint64_t power = 1;
  for (int digits = 0; digits < 20; ++digits, power *= 10) {
    add(power);
    add(5 * power);
    add(9 * power);
  }
  for (std::uint64_t i = 0; i < 1200; ++i) values.push_back(i);
  return values;
}

// A writer that takes so many bytes and no more.
class Limited final : public Writer {
 public:
  explicit Limited(std::size_t limit) : limit_(limit) {}
  bool write(std::string_view block, std::size_t) override {
    ++calls;
    if (taken.size() + block.size() > limit_) return false;
    taken += block;
    return true;
  }
  std::string taken;
  int calls = 0;

 private:
  std::size_t limit_;
};

// The blocks, with a | where the whole records end.
class Blocks final : public Writer {
 public:
  bool write(std::string_view block, std::size_t whole) override {
    told.emplace_back(block).insert(whole, "|");
    return true;
  }
  std::string text() const {
    std::string all;
    for (std::string block : told) all += block.erase(block.find('|'), 1);
    return all;
  }
  std::vector<std::string> told;
};

}  // namespace

TEST_CASE("numbers are written as printf writes them") {
  for (const std::uint64_t v : edges()) {
    const std::string text = written([&](Out& out) {
      Pen(out).dec(v).put(' ').hex(v).put(' ').octal(v).put(' ').sdec(static_cast<std::int64_t>(v));
    });
    const std::string expected = printf_text("%" PRIu64, v) + ' ' + printf_text("%" PRIx64, v) + ' ' +
                                 printf_text("%" PRIo64, v) + ' ' + printf_text("%" PRId64, v);
    if (text != expected) FAIL_CHECK(text << " is not " << expected);
  }
  CHECK(written([](Out& out) { Pen(out).sdec(INT64_MIN); }) == "-9223372036854775808");
  CHECK(written([](Out& out) { Pen(out).octal(~std::uint64_t{0}); }) == "1777777777777777777777");
}

TEST_CASE("numbers of a fixed width") {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = written([&](Out& out) { Pen(out).hex_byte(static_cast<std::uint8_t>(byte)); });
    CHECK(text == printf_text("%02" PRIx64, static_cast<std::uint64_t>(byte)));
  }
  CHECK(written([](Out& out) { Pen(out).padded(7, 3).padded(123, 3).padded(0, 9).padded(4294967295, 10); }) ==
        "0071230000000004294967295");
}

TEST_CASE("nothing is written before it has to be, and nothing is lost") {
  Limited writer(~std::size_t{0});
  Out out(writer);
  out.text("");
  CHECK(out.flush());
  CHECK(writer.calls == 0);
  out.text("abc");
  CHECK(out.pending() == 3);
  CHECK(writer.taken.empty());
  CHECK(out.flush());
  CHECK(out.pending() == 0);
  CHECK(writer.taken == "abc");
  CHECK(writer.calls == 1);
}

TEST_CASE("texts of any length, at any place in the block") {
  const std::string filling(Out::kBlock, '.');
  for (const std::size_t before : {std::size_t{0}, std::size_t{1}, Out::kBlock - 1, Out::kBlock}) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, Out::kMaxRoom, Out::kMaxRoom + 1,
                                   Out::kBlock - 1, Out::kBlock, Out::kBlock + 1, 3 * Out::kBlock + 7}) {
      std::string text;
      while (text.size() < size) text += "0123456789abcdef"[text.size() % 16];
      const auto shown = [&](auto write) {
        return written([&](Out& out) {
          out.text(std::string_view(filling).substr(0, before));
          write(out);
          out.text("!");
        });
      };
      const std::string expected = filling.substr(0, before) + text + '!';
      CHECK((shown([&](Out& out) { out.text(text); }) == expected));
      CHECK((shown([&](Out& out) { Pen(out).text(text); }) == expected));
      std::string hex;
      for (const char c : text) hex += printf_text("%02" PRIx64, static_cast<std::uint8_t>(c));
      CHECK((shown([&](Out& out) { out.hex_bytes(text); }) == filling.substr(0, before) + hex + '!'));
      CHECK((shown([&](Out& out) { Pen(out).hex_bytes(text); }) == filling.substr(0, before) + hex + '!'));
    }
  }
}

TEST_CASE("room is made at the end of the block") {
  const std::string text = written([](Out& out) {
    Pen pen(out);
    for (int i = 0; i < 100'000; ++i) {
      pen.room(20);
      pen.dec(static_cast<std::uint64_t>(i) * 1'000'000'007).put('\n');
    }
    pen.room(Out::kMaxRoom);
    pen.put(std::string(Out::kMaxRoom, 'x'));
  });
  std::string expected;
  for (int i = 0; i < 100'000; ++i)
    expected += std::to_string(static_cast<std::uint64_t>(i) * 1'000'000'007) + '\n';
  CHECK((text == expected + std::string(Out::kMaxRoom, 'x')));
}

TEST_CASE("a writer is told where the last whole record of a block ends") {
  Blocks blocks;
  Out out(blocks);
  out.text("one\n");
  out.end_record();
  out.text("two");
  out.flush();
  Pen(out).put("\n").end_record();
  out.text("three");
  out.flush();
  out.text("...");
  out.flush();
  CHECK(blocks.told == std::vector<std::string>{"one\n|two", "\n|three", "|..."});
}

TEST_CASE("a full block is handed on as far as it is whole") {
  Blocks blocks;
  Out out(blocks);
  std::string expected;
  for (int i = 0; i < 200; ++i) {
    const std::string record(static_cast<std::size_t>(i) * 61, static_cast<char>('a' + i % 26));
    out.text(record + '\n');
    out.end_record();
    expected += record + '\n';
  }
  out.flush();
  CHECK(blocks.told.size() > 4);
  for (const std::string& block : blocks.told) CHECK(block.ends_with("\n|"));
  CHECK((blocks.text() == expected));
}

TEST_CASE("a record of any length is handed on, if need be in pieces") {
  for (const std::size_t size : {Out::kBlock - Out::kMaxRoom - 1, Out::kBlock - Out::kMaxRoom,
                                 Out::kBlock - Out::kMaxRoom + 1, Out::kBlock, 5 * Out::kBlock}) {
    Blocks blocks;
    Out out(blocks);
    const std::string record(size, 'x');
    for (int i = 0; i < 3; ++i) {
      out.text("first\n");
      out.end_record();
      out.text(record);
      out.text("\n");
      out.end_record();
    }
    out.flush();
    CHECK((blocks.text() == "first\n" + record + "\nfirst\n" + record + "\nfirst\n" + record + "\n"));
    for (const std::string& block : blocks.told) {
      const std::string whole = block.substr(0, block.find('|'));
      CHECK((whole.empty() || whole.back() == '\n'));
    }
  }
}

TEST_CASE("several pens write one after the other") {
  CHECK(written([](Out& out) {
          Pen pen(out);
          pen.put("a");
          {
            Pen inner(pen.leave());
            inner.put("b");
          }
          pen.enter().put("c");
        }) == "abc");
}

TEST_CASE("a writer at its end is not asked again") {
  Limited writer(10);
  Out out(writer);
  out.text("12345678");
  CHECK(out.flush());
  out.text("12345678");
  CHECK(!out.flush());
  CHECK(!out.ok());
  const int calls = writer.calls;
  out.text(std::string(3 * Out::kBlock, 'x'));  // goes nowhere, and needs no memory
  CHECK(!out.flush());
  CHECK(writer.calls == calls);
  CHECK(out.dropped() == 3 * Out::kBlock);
  CHECK(writer.taken == "12345678");
}

}  // namespace knox

#include "knox/io/gzip.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "support/data.h"
#include "unit/catch.h"

namespace knox::io {

namespace {

std::string compressed() {
  std::ifstream file(test::data_file("bsm/session.bsm.gz"), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Inflated {
  std::size_t size = 0;
  std::string trouble = {};
  bool operator==(const Inflated&) const = default;
};

// Reads it all, in pieces of that size.
Inflated inflate(std::string_view bytes, std::size_t chunk) {
  Inflater inflater;
  const auto read = [&](std::span<std::uint8_t> into) -> Result<std::size_t> {
    const std::size_t size = std::min({into.size(), chunk, bytes.size()});
    std::ranges::copy(bytes.substr(0, size), into.begin());
    bytes.remove_prefix(size);
    return size;
  };
  Inflated inflated;
  std::vector<std::uint8_t> room(1000);
  for (;;) {
    const Result<std::size_t> n = inflater.read(room, read);
    if (!n) inflated.trouble = describe(n.error());
    if (!n || *n == 0) return inflated;
    inflated.size += *n;
  }
}

}  // namespace

TEST_CASE("what is wrong with a gzip file is told in gzip's words") {
  const std::string whole = compressed();
  REQUIRE(whole.size() > 600);
  const std::size_t size = inflate(whole, whole.size()).size;
  constexpr std::string_view kGarbage = "gzip: decompression OK, trailing garbage ignored";
  std::string crc = whole, length = whole;
  crc[crc.size() - 8] = static_cast<char>(crc[crc.size() - 8] ^ 1);
  length[length.size() - 1] = static_cast<char>(length[length.size() - 1] ^ 1);
  struct Row {
    std::string bytes;
    Inflated expected;
  };
  const Row rows[] = {
      {whole, {size, ""}},
      {whole + whole, {2 * size, ""}},
      {whole.substr(0, whole.size() - 1), {size, "gzip: truncated"}},
      {crc, {size, "gzip: invalid compressed data--crc error"}},
      {length, {size, "gzip: invalid compressed data--length error"}},
      {whole + std::string(3, '\0'), {size, ""}},
      {whole + std::string(200'000, '\0'), {size, ""}},
      {whole + "x", {size, std::string(kGarbage)}},
      {whole + "some words", {size, std::string(kGarbage)}},
      {whole + "\x1f", {size, std::string(kGarbage)}},
      {whole + "\x1fx", {size, std::string(kGarbage)}},
      {whole + std::string(3, '\0') + "x", {size, std::string(kGarbage)}},
      {whole + std::string(3, '\0') + whole, {size, std::string(kGarbage)}},
      {whole + whole.substr(0, 12), {size, "gzip: truncated"}},
      {whole + crc, {2 * size, "gzip: invalid compressed data--crc error"}},
  };
  for (const Row& row : rows) {
    for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
      CAPTURE(&row - rows, chunk);
      const Inflated inflated = inflate(row.bytes, chunk);
      CHECK(inflated.size == row.expected.size);
      CHECK(inflated.trouble == row.expected.trouble);
    }
  }
}

TEST_CASE("a gzip file whose data is damaged") {
  std::string bytes = compressed();
  bytes[10] = '\xff';  // the first block: of a type that there is not
  CHECK(inflate(bytes, 4096).trouble == "gzip: invalid compressed data--format violated");
}

}  // namespace knox::io

#include "knox/tracev3/strings/image_strings.h"

#include "support/guarded.h"
#include "support/tracev3_strings.h"
#include "unit/catch.h"

namespace knox::tracev3 {

using namespace std::string_literals;

namespace {

Result<ImageStrings> open(Bytes bytes) {
  return ImageStrings::open(std::make_unique<io::MemoryAccess>(bytes));
}
Result<ImageStrings> open(const std::string& file) {
  return open(as_bytes(file));
}

Code error_of(const std::string& file) {
  const Result<ImageStrings> strings = open(file);
  REQUIRE(!strings);
  return strings.error().code;
}

// "(none)": no entry has it.
std::string string_at(const ImageStrings& strings, std::uint64_t offset) {
  return strings.find(offset).value().value_or("(none)");
}

const std::string kFile =
    test::image_strings({{0x5591, "first\0second %d\0"s}, {0x6000, "third\0unended"s}}, "/usr/libexec/lsd");

}  // namespace

TEST_CASE("tracev3 uuidtext: strings by their offset") {
  const Result<ImageStrings> strings = open(kFile);
  REQUIRE(strings);
  CHECK(strings->path() == "/usr/libexec/lsd");
  CHECK(string_at(*strings, 0x5590) == "(none)");
  CHECK(string_at(*strings, 0x5591) == "first");
  CHECK(string_at(*strings, 0x5593) == "rst");
  CHECK(string_at(*strings, 0x5596).empty());
  CHECK(string_at(*strings, 0x5597) == "second %d");
  CHECK(string_at(*strings, 0x55a0).empty());
  CHECK(string_at(*strings, 0x55a1) == "(none)");
  CHECK(string_at(*strings, 0x6006) == "unended");
  CHECK(string_at(*strings, 0x600d) == "(none)");
  CHECK(string_at(*strings, UINT64_MAX) == "(none)");
  CHECK(strings->memory() > sizeof(ImageStrings));
}

TEST_CASE("tracev3 uuidtext: a path alone, entries that overlap, long strings") {
  const std::string path_only = test::image_strings({}, "/bin/ls");
  CHECK(open(path_only)->path() == "/bin/ls");
  CHECK(string_at(*open(path_only), 0) == "(none)");

  const std::string overlapping = test::image_strings({{20, "later\0"s}, {10, "0123456789abcdef\0"s}}, "/x");
  CHECK(string_at(*open(overlapping), 20) == "later");  // the first entry of the file that has it
  CHECK(string_at(*open(overlapping), 10) == "0123456789abcdef");
  CHECK(string_at(*open(overlapping), 26) == "");

  const std::string longest(40'000, 'a');
  const std::string large = test::image_strings({{1, std::string(1000, 'b') + '\0' + longest}}, "/x");
  CHECK(string_at(*open(large), 1) == std::string(1000, 'b'));
  CHECK(string_at(*open(large), 1002).size() == 16 * 1024);
}

TEST_CASE("tracev3 uuidtext: what is none") {
  CHECK(error_of("") == Code::kTruncated);
  CHECK(error_of("hcsd" + kFile) == Code::kBadMagic);
  std::string file = kFile;
  file[4] = 1;
  CHECK(error_of(file) == Code::kUnsupported);
  file = kFile;
  file[8] = 2;  // describes a shared cache
  CHECK(error_of(file) == Code::kUnsupported);
  file = kFile;
  file.replace(12, 4, "\xff\xff\xff\xff");
  CHECK(error_of(file) == Code::kBadSize);
  file = kFile;
  file.replace(20, 4, "\xff\xff\xff\xff");
  CHECK(error_of(file) == Code::kBadSize);
}

TEST_CASE("tracev3 uuidtext: every prefix and every flipped byte stays within its bytes") {
  test::Guarded guarded(kFile.size());
  const auto ask = [&](const std::string& file) {
    const Result<ImageStrings> strings = open(guarded(file));
    if (!strings) return;
    for (std::uint64_t offset = 0x5580; offset < 0x6020; offset += offset == 0x55b0 ? 0xa40 : 1) {
      const auto found = strings->find(offset);
      if (found && *found) CHECK((*found)->size() <= file.size());
    }
    CHECK(strings->path().size() <= file.size());
  };
  for (std::size_t size = 0; size <= kFile.size(); ++size) ask(kFile.substr(0, size));
  for (std::size_t i = 0; i < kFile.size(); ++i) {
    for (const char flip : {'\1', '\x80', '\xff'}) {
      std::string file = kFile;
      file[i] = static_cast<char>(file[i] ^ flip);
      ask(file);
    }
  }
}

}  // namespace knox::tracev3

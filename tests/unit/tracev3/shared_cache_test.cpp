#include "knox/tracev3/strings/shared_cache.h"

#include "support/guarded.h"
#include "support/tracev3_strings.h"
#include "unit/catch.h"

namespace knox::tracev3 {

using namespace std::string_literals;
using test::uuid_like;

namespace {

Result<SharedCache> open(Bytes bytes) {
  return SharedCache::open(std::make_unique<io::MemoryAccess>(bytes));
}
Result<SharedCache> open(const std::string& file) {
  return open(as_bytes(file));
}

Code error_of(const std::string& file) {
  const Result<SharedCache> cache = open(file);
  REQUIRE(!cache);
  return cache.error().code;
}

std::string string_at(const SharedCache& cache, std::uint64_t offset) {
  return cache.find(offset).value().value_or("(none)");
}
std::string path_at(const SharedCache& cache, std::uint64_t address) {
  const SharedCache::Image* const image = cache.image(address);
  return image == nullptr ? "(none)" : cache.path(*image).value();
}

std::string file_of(unsigned version) {
  return test::shared_cache(version, {{0x1000, "one\0two\0"s}, {0x2000, "three\0"s}},
                            {{0x100, 0x80, uuid_like(1), "/a"}, {0x200, 0x10, uuid_like(2), "/b"}});
}

}  // namespace

TEST_CASE("tracev3 shared cache: strings and images of both versions") {
  for (const unsigned version : {1u, 2u}) {
    const std::string file = file_of(version);
    const Result<SharedCache> cache = open(file);
    REQUIRE(cache);
    CHECK(string_at(*cache, 0xfff) == "(none)");
    CHECK(string_at(*cache, 0x1000) == "one");
    CHECK(string_at(*cache, 0x1002) == "e");
    CHECK(string_at(*cache, 0x1004) == "two");
    CHECK(string_at(*cache, 0x1007).empty());
    CHECK(string_at(*cache, 0x1008) == "(none)");  // the end is behind it
    CHECK(string_at(*cache, 0x2000) == "three");
    CHECK(string_at(*cache, UINT64_MAX) == "(none)");
    CHECK(path_at(*cache, 0xff) == "(none)");
    CHECK(path_at(*cache, 0x100) == "/a");
    CHECK(path_at(*cache, 0x17f) == "/a");
    CHECK(path_at(*cache, 0x180) == "(none)");
    CHECK(path_at(*cache, 0x20f) == "/b");
    CHECK(cache->image(0x200)->uuid == uuid_like(2));
    CHECK(cache->image(0x208)->start == 0x200);
    CHECK(cache->memory() > sizeof(SharedCache));
  }
}

TEST_CASE("tracev3 shared cache: addresses above 4 GiB, tables that are not sorted") {
  const std::string high =
      test::shared_cache(2, {{0x1121feee0, "far\0"s}, {0x10, "near\0"s}},
                         {{0x112183000, 0x1000, uuid_like(3), "/far"}, {0, 8, uuid_like(4), "/near"}});
  const Result<SharedCache> cache = open(high);
  REQUIRE(cache);
  CHECK(string_at(*cache, 0x1121feee0) == "far");
  CHECK(string_at(*cache, 0x121feee0) == "(none)");
  CHECK(string_at(*cache, 0x10) == "near");
  CHECK(path_at(*cache, 0x112183f40) == "/far");
  CHECK(path_at(*cache, 7) == "/near");
}

TEST_CASE("tracev3 shared cache: a first image without a size has what no other has") {
  const std::string file =
      test::shared_cache(2, {}, {{0, 0, uuid_like(1), "/kernel"}, {0x100, 0x10, uuid_like(2), "/kext"}});
  CHECK(path_at(*open(file), 0x105) == "/kext");
  CHECK(path_at(*open(file), 0x500) == "/kernel");
  CHECK(path_at(*open(test::shared_cache(2, {}, {})), 0) == "(none)");
}

TEST_CASE("tracev3 shared cache: what is none") {
  CHECK(error_of("") == Code::kTruncated);
  CHECK(error_of("nope" + file_of(1)) == Code::kBadMagic);
  for (const unsigned version : {1u, 2u}) {
    const std::string good = file_of(version);
    std::string file = good;
    file[4] = 3;
    CHECK(error_of(file) == Code::kUnsupported);
    file = good;
    file.replace(8, 4, "\xff\xff\xff\xff");
    CHECK(error_of(file) == Code::kBadSize);
    file = good;
    file[10] = 1;  // 65,538 ranges
    CHECK(error_of(file) == Code::kBadSize);
    file = good;
    file[12] = 'x';
    CHECK(error_of(file) == Code::kBadSize);
    file = good;
    file.back() = 'x';  // no NUL at its end
    CHECK(error_of(file) == Code::kBadValue);
    file = good;
    file[16 + (version == 1 ? 0 : 16)] = 2;  // a range of an image that is not there
    CHECK(error_of(file) == Code::kBadValue);
    file = good;
    file[16 + 15 - (version == 1 ? 0 : 1)] = 1;  // a range that leaves the file
    CHECK(error_of(file) == Code::kBadValue);
  }
}

TEST_CASE("tracev3 shared cache: every prefix and every flipped byte stays within its bytes") {
  for (const unsigned version : {1u, 2u}) {
    const std::string good = file_of(version);
    test::Guarded guarded(good.size());
    const auto ask = [&](const std::string& file) {
      const Result<SharedCache> cache = open(guarded(file));
      if (!cache) return;
      for (std::uint64_t at = 0; at < 0x2100; at += 7) {
        const auto found = cache->find(at);
        if (found && *found) CHECK((*found)->size() <= file.size());
        if (const SharedCache::Image* const image = cache->image(at)) {
          const auto path = cache->path(*image);
          if (path) CHECK(path->size() <= file.size());
        }
      }
    };
    for (std::size_t size = 0; size <= good.size(); ++size) ask(good.substr(0, size));
    for (std::size_t i = 0; i < good.size(); ++i) {
      for (const char flip : {'\1', '\x80', '\xff'}) {
        std::string file = good;
        file[i] = static_cast<char>(file[i] ^ flip);
        ask(file);
      }
    }
  }
}

}  // namespace knox::tracev3

#include "knox/tracev3/strings/string_store.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "support/tracev3_strings.h"
#include "unit/catch.h"

namespace knox::tracev3 {

using namespace std::string_literals;
namespace fs = std::filesystem;
using test::uuid_like;

namespace {

// A folder of string files, which goes with it.
class Folder {
 public:
  explicit Folder(std::string_view name = "strings")
      : path_(fs::temp_directory_path() / ("knox-" + std::string(name) + '-' + std::to_string(::getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, std::string_view bytes) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << bytes;
  }
  // Of an image with a UUID of the same bytes, as "AB".
  void add_image(const std::string& byte, const std::vector<test::StringRange>& entries,
                 std::string_view path) const {
    write(byte + '/' + repeated(byte, 15), test::image_strings(entries, path));
  }
  static std::string repeated(const std::string& byte, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += byte;
    return all;
  }
  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

const std::vector<test::CacheImage> kImages = {{0x100, 0x80, uuid_like(1), "/usr/lib/a.dylib"},
                                               {0x200, 0x10, uuid_like(2), "/usr/lib/b.dylib"}};

}  // namespace

TEST_CASE("tracev3 string store: strings, paths and images of an archive") {
  const Folder folder;
  folder.add_image("AB", {{0x10, "hello %s\0bye\0"s}}, "/bin/hello");
  folder.write("dsc/" + Folder::repeated("CD", 16),
               test::shared_cache(2, {{0x1000, "shared %d\0"s}}, kImages));
  StringStore store({folder.path()});

  CHECK(store.image_format(uuid_like(0xab), 0x10).text() == "hello %s");
  CHECK(store.image_format(uuid_like(0xab), 0x19).text() == "bye");
  CHECK(store.image_path(uuid_like(0xab)) == "/bin/hello");
  const Format& first = store.image_format(uuid_like(0xab), 0x10);
  CHECK(&first == &store.image_format(uuid_like(0xab), 0x10));  // kept

  CHECK(store.shared_format(uuid_like(0xcd), 0x1000).text() == "shared %d");
  const auto image = store.shared_image(uuid_like(0xcd), 0x17f);
  REQUIRE(image);
  CHECK(image->uuid == uuid_like(1));
  CHECK(image->path == "/usr/lib/a.dylib");
  CHECK(image->offset == 0x7f);
  CHECK(!store.shared_image(uuid_like(0xcd), 0x300));

  const StringStore::Counts counts = store.missing();
  CHECK(counts.strings + counts.images + counts.caches + counts.damaged == 0);
  CHECK(store.damage().empty());
}

TEST_CASE("tracev3 string store: what is missing is said, and counted once") {
  const Folder folder;
  folder.add_image("AB", {{0x10, "hello\0"s}}, "/bin/hello");
  StringStore store({folder.path()});
  for (int i = 0; i < 2; ++i) {
    const Format& outside = store.image_format(uuid_like(0xab), 0x99);
    CHECK(outside.is_missing());
    const Format& none = store.image_format(uuid_like(0xac), 0x10);
    std::string message;
    append_message(none, Items(), {}, message);
    CHECK(message == "<compose failure [UUID]>");
    const Format& no_cache = store.shared_format(uuid_like(0xcd), 0x10);
    message.clear();
    append_message(no_cache, Items(), {}, message);
    CHECK(message == "<compose failure [shared UUID]>");
    CHECK(store.image_path(uuid_like(0xac)).empty());
    CHECK(!store.shared_image(uuid_like(0xcd), 1));
  }
  CHECK(store.missing().strings == 3);
  CHECK(store.missing().images == 1);
  CHECK(store.missing().caches == 1);
  CHECK(store.missing().damaged == 0);

  StringStore nowhere({});
  CHECK(nowhere.image_format(uuid_like(1), 1).is_missing());
  CHECK(nowhere.shared_format(uuid_like(1), 1).is_missing());
}

TEST_CASE("tracev3 string store: an offset of 0 is no string") {
  const Folder folder;
  folder.add_image("AB", {{0, "never\0"s}}, "/bin/hello");
  StringStore store({folder.path()});
  CHECK(store.image_format(uuid_like(0xab), 0).is_missing());
  CHECK(store.image_format(uuid_like(0xab), 1).text() == "ever");
}

TEST_CASE("tracev3 string store: a damaged file is named") {
  const Folder folder;
  folder.write("AB/" + Folder::repeated("AB", 15), "no strings, but long enough");
  folder.write("dsc/" + Folder::repeated("CD", 16), "hcsd");
  fs::create_directories(fs::path(folder.path()) / "EE" / Folder::repeated("EE", 15));
  StringStore store({folder.path()});
  CHECK(store.image_format(uuid_like(0xab), 1).is_missing());
  CHECK(store.shared_format(uuid_like(0xcd), 1).is_missing());
  CHECK(store.image_format(uuid_like(0xee), 1).is_missing());
  CHECK(store.missing().damaged == 3);
  CHECK(store.damage() ==
        folder.path() + "/AB/" + Folder::repeated("AB", 15) + ": uuidtext: wrong magic number");
}

TEST_CASE("tracev3 string store: several folders, names in lower case") {
  const Folder one("strings-one"), two("strings-two");
  two.add_image("ab", {{1, "lower\0"s}}, "/x");
  one.write("dsc/" + Folder::repeated("cd", 16), test::shared_cache(1, {{1, "old\0"s}}, kImages));
  StringStore store({one.path(), two.path()});
  CHECK(store.image_format(uuid_like(0xab), 1).text() == "lower");
  CHECK(store.shared_format(uuid_like(0xcd), 1).text() == "old");
  CHECK(store.missing().images == 0);
}

TEST_CASE("tracev3 string store: a kernel's strings are in its collection") {
  const Folder folder;
  folder.write("dsc/" + Folder::repeated("AB", 15) + "54",
               test::shared_cache(2, {{0x1000, "kernel %d\0"s}}, kImages));
  StringStore store({folder.path()});
  CHECK(store.image_format(uuid_like(0xab), 0x1000).text() == "kernel %d");
  CHECK(store.missing().strings == 0);
}

TEST_CASE("tracev3 string store: bounds hold, and what was dropped is found again") {
  const Folder folder;
  constexpr int kFiles = 8, kStrings = 200;
  std::string strings;
  for (int i = 0; i < kStrings; ++i) strings += "s" + std::to_string(1000 + i) + '\0';
  for (int file = 0; file < kFiles; ++file) {
    folder.add_image("0" + std::to_string(file), {{1, strings}}, "/bin/" + std::to_string(file));
  }
  StringStore store({folder.path()}, {.files = 2, .strings = 64, .bytes = 1});
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < kStrings; ++i) {
      const auto file = static_cast<std::uint8_t>(i % kFiles);
      const Format& format = store.image_format(uuid_like(file), static_cast<std::uint64_t>(1 + 6 * i));
      // It outlives the calls that come next.
      for (int next = 0; next < 15; ++next)
        store.image_format(uuid_like(0), static_cast<std::uint64_t>(2 + 6 * next));
      CHECK(format.text() == "s" + std::to_string(1000 + i));
      CHECK(store.image_path(uuid_like(file)) == "/bin/" + std::to_string(file));
    }
  }
  CHECK(store.missing().strings == 0);
}

}  // namespace knox::tracev3

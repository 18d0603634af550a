// io/rotating_file.h: where files are cut, what an interrupted rotation leaves, and whose files are touched.
// That nothing is lost when it is killed or others rotate is tests/rotation.
#include "knox/io/rotating_file.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "knox/io/gzip.h"
#include "unit/catch.h"

using namespace knox;
namespace fs = std::filesystem;

namespace {

struct Directory {
  fs::path path = fs::temp_directory_path() / ("knox-rotating-" + std::to_string(::getpid()));
  std::vector<std::string> told;

  Directory() {
    fs::remove_all(path);
    fs::create_directories(path);
  }
  ~Directory() { fs::remove_all(path); }

  void put(const std::string& name, std::string_view text) const { std::ofstream(path / name) << text; }
  std::string content(const std::string& name) const {
    std::stringstream text;
    text << std::ifstream(path / name).rdbuf();
    return text.str();
  }
  std::string names() const {
    std::vector<std::string> all;
    for (const auto& entry : fs::directory_iterator(path)) all.push_back(entry.path().filename());
    std::sort(all.begin(), all.end());
    std::string joined;
    for (const std::string& name : all) joined += name + ' ';
    return joined;
  }
  io::RotatingFile open(const io::Rotation& rotation) {
    auto file = io::RotatingFile::open(path / "out", rotation,
                                       [this](const std::string& line) { told.push_back(line); });
    REQUIRE(file);
    return std::move(*file);
  }
  std::string inflated(const std::string& name) const {
    const std::string bytes = content(name);
    std::size_t at = 0;
    io::Inflater inflater;
    std::string text;
    std::vector<std::uint8_t> piece(1000);
    for (;;) {
      const auto n = inflater.read(piece, [&](std::span<std::uint8_t> into) -> Result<std::size_t> {
        const std::size_t size = std::min(into.size(), bytes.size() - at);
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), size, into.begin());
        at += size;
        return size;
      });
      REQUIRE(n);
      if (*n == 0) return text;
      text.append(reinterpret_cast<const char*>(piece.data()), *n);
    }
  }
};

bool write(io::RotatingFile& file, std::string_view text) {
  return file.write(text, text.rfind('\n') + 1);
}

}  // namespace

TEST_CASE("rotating file: a file begins with a record") {
  Directory directory;
  auto file = directory.open({.max_size = 10, .max_files = 3});
  CHECK(write(file, "first\n"));
  CHECK(write(file, "sec"));           // does not end here, and 9 bytes are not too many
  CHECK(write(file, "ond\nthird\n"));  // what belongs to "sec" stays with it
  CHECK(write(file, "longer than a file may be\n"));
  CHECK(write(file, "last\n"));
  file.finish();
  CHECK(directory.names() == "out out.1 out.2 ");
  CHECK(directory.content("out.2") == "first\nsecond\nthird\n");
  CHECK(directory.content("out.1") == "longer than a file may be\n");
  CHECK(directory.content("out") == "last\n");
}

TEST_CASE("rotating file: so many are kept, with their mode") {
  Directory directory;
  directory.put("out", "0\n");
  fs::permissions(directory.path / "out", fs::perms(0640));
  auto file = directory.open({.max_size = 2, .max_files = 2});
  for (const char* const text : {"1\n", "2\n", "3\n"}) CHECK(write(file, text));
  file.finish();
  CHECK(directory.names() == "out out.1 out.2 ");
  CHECK(directory.content("out.2") + directory.content("out.1") + directory.content("out") == "1\n2\n3\n");
  CHECK(fs::status(directory.path / "out").permissions() == fs::perms(0640));
  CHECK(directory.told.empty());
}

TEST_CASE("rotating file: fewer are kept than before, and a gap closes") {
  Directory directory;
  for (const char* const number : {"1", "3", "4", "5"}) directory.put(std::string("out.") + number, number);
  directory.put("out", "0\n");
  auto file = directory.open({.max_size = 2, .max_files = 3});
  CHECK(write(file, "n\n"));
  file.finish();
  CHECK(directory.names() == "out out.1 out.2 out.3 ");
  CHECK(directory.content("out.1") == "0\n");
  CHECK(directory.content("out.2") == "1");
  CHECK(directory.content("out.3") == "3");
}

TEST_CASE("rotating file: the older ones are compressed, also those that were left") {
  Directory directory;
  directory.put("out.2", "two\n");
  directory.put("out.1.gz.part", "an interrupted one");
  directory.put("out", "0\n");
  auto file = directory.open({.max_size = 2, .max_files = 5, .compress = true});
  CHECK(write(file, "1\n"));
  CHECK(write(file, "2\n"));
  file.finish();
  CHECK(directory.names() == "out out.1.gz out.2.gz out.3.gz ");
  CHECK(directory.inflated("out.1.gz") == "1\n");
  CHECK(directory.inflated("out.2.gz") == "0\n");
  CHECK(directory.inflated("out.3.gz") == "two\n");
}

TEST_CASE("rotating file: killed between the archive and the removal of what it is of") {
  Directory directory;
  directory.put("out", "0\n");
  auto file = directory.open({.max_size = 2, .compress = true});
  CHECK(write(file, "1\n"));
  file.finish();
  directory.put("out.1", "0\n");
  directory.open({.max_size = 2, .compress = true}).finish();
  CHECK(directory.names() == "out out.1.gz ");
  directory.put("out.1", "another\n");  // which the archive does not have
  directory.open({.max_size = 2, .compress = true}).finish();
  CHECK(directory.content("out.1") == "another\n");
}

TEST_CASE("rotating file: one that cannot be moved is written on, and that is said once") {
  Directory directory;
  directory.put("out", "0\n");
  fs::create_directories(directory.path / "out.1" / "x");  // a directory that is not empty
  auto file = directory.open({.max_size = 2, .max_files = 1});
  CHECK(write(file, "1\n"));
  CHECK(write(file, "2\n"));
  file.finish();
  CHECK(directory.content("out") == "0\n1\n2\n");
  REQUIRE(directory.told.size() == 1);
  CHECK(directory.told[0].starts_with("out: cannot be rotated: "));
}

TEST_CASE("rotating file: another user's files are not touched") {
  if (::geteuid() != 0) return;  // who cannot make one
  Directory directory;
  directory.put("out", "0\n");
  directory.put("out.1", "theirs\n");
  REQUIRE(::chown((directory.path / "out.1").c_str(), 65534, 65534) == 0);
  directory.put("out.2.gz.part", "theirs, too\n");
  REQUIRE(::chown((directory.path / "out.2.gz.part").c_str(), 65534, 65534) == 0);
  auto file = directory.open({.max_size = 2, .compress = true});
  CHECK(write(file, "1\n"));
  file.finish();
  CHECK(directory.names() == "out out.1 out.2.gz.part ");
  CHECK(directory.content("out.1") == "theirs\n");
  CHECK(directory.content("out") == "0\n1\n");
}

TEST_CASE("rotating file: one that others move is made again, alike") {
  Directory directory;
  directory.put("out", "0\n");
  fs::permissions(directory.path / "out", fs::perms(0640));
  auto file = directory.open({});
  CHECK(write(file, "1\n2"));
  fs::rename(directory.path / "out", directory.path / "moved");
  CHECK(write(file, "\n3\n"));  // of a block the last end of a record is known, so 3 stays with 2
  CHECK(write(file, "4\n"));
  file.finish();
  CHECK(directory.content("moved") == "0\n1\n2\n3\n");
  CHECK(directory.content("out") == "4\n");
  CHECK(fs::status(directory.path / "out").permissions() == fs::perms(0640));
}

TEST_CASE("rotating file: a line that is not whole is ended") {
  Directory directory;
  directory.put("out", "whole\ntor");
  directory.open({}).finish();
  CHECK(directory.content("out") == "whole\ntor\n");
  CHECK(directory.told == std::vector<std::string>{"out: its last line is not whole; it is ended"});
  directory.put("out", std::string_view("binary\0\x01", 8));
  directory.open({}).finish();
  CHECK(directory.content("out").size() == 8);
}

TEST_CASE("rotating file: two programs do not rotate one file") {
  Directory directory;
  const auto file = directory.open({.max_size = 1000});
  const auto other = io::RotatingFile::open(directory.path / "out", {.max_size = 1000}, {});
  REQUIRE_FALSE(other);
  CHECK(other.error() == "another program writes to it and rotates it");
  const auto device = io::RotatingFile::open("/dev/null", {.max_size = 1000}, {});
  REQUIRE_FALSE(device);
  CHECK(device.error() == "not a plain file, which --max-size needs");
  CHECK(io::RotatingFile::open("/dev/null", {}, {}));
}

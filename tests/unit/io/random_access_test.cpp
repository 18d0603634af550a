#include "knox/io/random_access.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>

#include "unit/catch.h"

namespace knox::io {

namespace fs = std::filesystem;

namespace {

// Ten digits, read in every way that there is.
void check_digits(const RandomAccess& file) {
  CHECK(file.size() == 10);
  for (std::size_t offset = 0; offset <= 12; ++offset) {
    for (std::size_t size = 0; size <= 12; ++size) {
      std::array<std::uint8_t, 12> into{};
      const Result<void> read = file.read(offset, std::span(into).first(size));
      const bool is_there = offset <= 10 && size <= 10 - offset;
      if (size == 0 && offset > 10) continue;  // nothing of what is not there
      REQUIRE(read.has_value() == is_there);
      if (!is_there) CHECK(read.error().code == Code::kTruncated);
      for (std::size_t i = 0; is_there && i < size; ++i) CHECK(into[i] == '0' + offset + i);
    }
  }
}

}  // namespace

TEST_CASE("random access: of a file and of memory") {
  const fs::path path = fs::temp_directory_path() / ("knox-random-" + std::to_string(::getpid()));
  std::ofstream(path) << "0123456789";
  const auto file = open_random_access(path.string());
  REQUIRE(file);
  check_digits(**file);
  fs::resize_file(path, 5);
  std::array<std::uint8_t, 4> into{};
  CHECK((*file)->read(3, into).error().code == Code::kTruncated);  // it has become shorter
  CHECK((*file)->read(1, into));
  fs::remove(path);
  check_digits(MemoryAccess(as_bytes("0123456789")));
}

TEST_CASE("random access: what is no plain file") {
  const auto missing = open_random_access("/nonexistent/file");
  REQUIRE(!missing);
  CHECK(missing.error().system_errno == ENOENT);
  const auto folder = open_random_access(fs::temp_directory_path().string());
  REQUIRE(!folder);
  CHECK(folder.error().code == Code::kUnsupported);
}

}  // namespace knox::io

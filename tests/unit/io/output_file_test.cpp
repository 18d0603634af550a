// io/output_file.h: what may be opened, and what stays of a file when the disk is full.
#include "knox/io/output_file.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "unit/catch.h"

using namespace knox;
namespace fs = std::filesystem;

namespace {

class Directory {
 public:
  Directory() : path_(fs::temp_directory_path() / ("knox-output-" + std::to_string(::getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Directory() { fs::remove_all(path_); }
  std::string operator/(const std::string& name) const { return path_ / name; }

 private:
  fs::path path_;
};

std::string content(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// No file can be longer as long as it lives, as on a disk that is full.
class FullDisk {
 public:
  explicit FullDisk(std::size_t limit) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit now = before_;
    now.rlim_cur = limit;
    ::setrlimit(RLIMIT_FSIZE, &now);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  void (*handler_)(int);
  rlimit before_ = {};
};

bool write(Writer& writer, std::string_view text) {
  return writer.write(text, text.rfind('\n') + 1);
}

}  // namespace

TEST_CASE("output file: a new one is its owner's, an old one is appended to") {
  const Directory directory;
  const std::string path = directory / "out";
  for (const std::string expected : {"one\n", "one\none\n"}) {
    auto file = io::OutputFile::open(path);
    REQUIRE(file);
    CHECK(write(*file, "one\n"));
    file->finish();
    CHECK(file->error() == 0);
    CHECK(content(path) == expected);
    CHECK((fs::status(path).permissions() & ~fs::perms::owner_all) == fs::perms::none);
  }
  fs::permissions(path, fs::perms(0640));
  REQUIRE(io::OutputFile::open(path));
  CHECK(fs::status(path).permissions() == fs::perms(0640));
}

TEST_CASE("output file: what is no plain file is refused") {
  const Directory directory;
  const std::string path = directory / "x";
  const auto refusal = [](const std::string& name) {
    const auto file = io::OutputFile::open(name);
    return file ? std::string("opened") : file.error();
  };
  CHECK(refusal(path + "/") == "Is a directory");
  CHECK(refusal(directory / "") == "Is a directory");
  CHECK(refusal(directory / ".") == "Is a directory");
  CHECK(refusal("") == "No such file or directory");
  CHECK(refusal(path + "/y") == "No such file or directory");
  CHECK_FALSE(fs::exists(path));

  fs::create_symlink(path, directory / "link");
  CHECK(refusal(directory / "link") == "a symbolic link; name the file that it leads to");
  CHECK_FALSE(fs::exists(path));
  REQUIRE(::mkfifo((directory / "fifo").c_str(), 0600) == 0);
  CHECK(refusal(directory / "fifo") == "not a plain file");
  CHECK(refusal("/dev/null") == "opened");
}

TEST_CASE("output file: a full disk leaves whole records") {
  const Directory directory;
  const std::string path = directory / "out";
  std::ofstream(path) << "before\n";
  auto file = io::OutputFile::open(path);
  REQUIRE(file);
  {
    const FullDisk disk(7 + 20);
    CHECK(write(*file, "first\nsec"));
    CHECK_FALSE(write(*file, "ond\nthird and last\nfour"));
  }
  CHECK(file->error() == EFBIG);
  // "first" ends in what was written; that "second" does, nobody said.
  CHECK(content(path) == "before\nfirst\n");
  CHECK(file->unwritten() == std::string_view("second\nthird and last\nfour").size());
}

TEST_CASE("output file: a full disk takes nothing from somebody else") {
  const Directory directory;
  const std::string path = directory / "out";
  auto file = io::OutputFile::open(path);
  REQUIRE(file);
  CHECK(write(*file, "first\nsec"));
  std::ofstream(path, std::ios::app) << "other\n";
  {
    const FullDisk disk(20);
    CHECK_FALSE(write(*file, "ond\nthird\n"));
  }
  CHECK(content(path) == "first\nsecother\nond\nt");
  CHECK(file->unwritten() == std::string_view("hird\n").size());
}

// io/follow.h: rotated, copied, cut, compressed and deleted files. Between two reads anything may happen.
#include "knox/io/follow.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "knox/io/source.h"
#include "unit/catch.h"

using namespace knox;
namespace fs = std::filesystem;

namespace {

// A log and whoever follows it, by turns.
class Log {
 public:
  Log() : directory_(fs::temp_directory_path() / ("knox-follow-" + std::to_string(::getpid()))) {
    fs::remove_all(directory_);
    fs::create_directories(directory_);
  }
  ~Log() { fs::remove_all(directory_); }

  std::string path(const std::string& name = "audit.log") const { return directory_ / name; }
  void append(const std::string& text, const std::string& name = "audit.log") const {
    std::ofstream(path(name), std::ios::app) << text;
  }
  // So many lines that no other call writes.
  void write(int lines = 1, const std::string& name = "audit.log") {
    for (; lines > 0; --lines) {
      const std::string line = "event " + std::to_string(++count_) + "\n";
      written_ += line;
      append(line, name);
    }
  }
  void rename(const std::string& from, const std::string& to) const {
    if (fs::exists(path(from))) fs::rename(path(from), path(to));
  }
  // As auditd and logrotate do.
  void shift(int keep) const {
    for (int i = keep - 1; i > 0; --i)
      rename("audit.log." + std::to_string(i), "audit.log." + std::to_string(i + 1));
  }
  void rotate(int keep = 5) const {
    shift(keep);
    rename("audit.log", "audit.log.1");
  }
  void copy_and_truncate(int keep = 5) const {
    shift(keep);
    fs::copy_file(path(), path("audit.log.1"), fs::copy_options::overwrite_existing);
    truncate();
  }
  void truncate() const { fs::resize_file(path(), 0); }
  void compress(const std::string& name) const {
    std::ifstream in(path(name), std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    const gzFile out = ::gzopen(path(name + ".gz").c_str(), "wb");
    ::gzwrite(out, text.data(), static_cast<unsigned>(text.size()));
    ::gzclose(out);
    fs::remove(path(name));
  }

  void follow(const std::string& name = "audit.log") {
    auto source = io::Source::open(
        path(name), {.follow = true,
                     .on_missed = [this](const io::Missed& missed) { missed_.push_back(missed); },
                     .is_over = [] { return true; }});
    REQUIRE(source);
    source_ = std::make_unique<io::Source>(std::move(*source));
  }
  // Reads all that there is.
  void read(std::size_t block = 64 * 1024) {
    std::vector<std::uint8_t> bytes(block);
    do {
      for (;;) {
        const auto n = source_->read(bytes);
        REQUIRE(n);
        if (*n == 0) break;
        seen_.append(reinterpret_cast<const char*>(bytes.data()), *n);
      }
    } while (source_->next_file());
  }

  const std::string& written() const { return written_; }
  const std::string& seen() const { return seen_; }
  const std::vector<io::Missed>& missed() const { return missed_; }

 private:
  fs::path directory_;
  std::unique_ptr<io::Source> source_;
  std::string written_, seen_;
  std::vector<io::Missed> missed_;
  int count_ = 0;
};

constexpr auto kFiles = io::Missed::What::kFiles;
constexpr auto kCut = io::Missed::What::kCut;
constexpr auto kLate = io::Missed::What::kLate;

// All that was written came, in order and once.
void check_whole(const Log& log) {
  CHECK(log.seen() == log.written());
  CHECK(log.missed().empty());
}

}  // namespace

TEST_CASE("follow: a file that grows") {
  Log log;
  log.write(3);
  log.follow();
  log.read();
  log.write(2);
  log.append("half");
  log.read(7);
  CHECK(log.seen() == log.written() + "half");
}

TEST_CASE("follow: any number of rotations between two looks") {
  const int rotations = GENERATE(1, 2, 3, 5);
  const std::size_t block = GENERATE(1u, 7u, 4096u);
  Log log;
  log.write(3);
  log.follow();
  if (block != 7) log.read();
  for (int round = 0; round < 4; ++round) {
    log.write();
    for (int i = 0; i < rotations; ++i) {
      log.rotate(9);
      log.write(2);
    }
    log.read(block);
  }
  check_whole(log);
}

TEST_CASE("follow: rotations with empty files among them") {
  Log log;
  log.write();
  log.follow();
  log.read();
  log.rotate();
  log.append("");
  log.read();
  log.rotate();
  log.append("");
  log.rotate();
  log.write();
  log.rotate();
  log.append("");
  log.read();
  log.write();
  log.read();
  check_whole(log);
}

TEST_CASE("follow: the old file is read to its end before the new one") {
  Log log;
  log.write();
  log.follow();
  log.read();
  log.rotate();
  log.read();  // there is no file now
  log.write(2, "audit.log.1");
  log.read();
  log.append("");
  log.write(1, "audit.log.1");  // who writes has not opened the new one yet
  log.read();
  log.write();
  log.read();
  check_whole(log);
  log.append("too late", "audit.log.1");
  log.read();
  log.rotate();
  log.write();
  log.read();
  CHECK(log.seen() == log.written());
  REQUIRE(log.missed().size() == 1);
  CHECK(log.missed()[0].what == kLate);
  CHECK(log.missed()[0].count == 8);
}

TEST_CASE("follow: a file that is compressed before it was read") {
  const int rounds = GENERATE(1, 3);
  Log log;
  log.write();
  log.follow();
  log.read();
  for (int round = 0; round < rounds; ++round) {
    log.write();
    log.rotate();
    log.write(2);
    log.rotate();
    log.compress("audit.log.2");
    log.compress("audit.log.1");
    log.write();
    log.read();
    log.rename("audit.log.1.gz", "audit.log.3.gz");
    log.rename("audit.log.2.gz", "audit.log.4.gz");
  }
  check_whole(log);
}

TEST_CASE("follow: one that was read may be compressed, copied and deleted") {
  Log log;
  log.write();
  log.follow();
  for (int round = 0; round < 5; ++round) {
    log.read();
    log.rotate();
    log.write(3);
    log.read();
    fs::copy_file(log.path("audit.log.1"), log.path("audit.log.9"), fs::copy_options::overwrite_existing);
    log.compress("audit.log.1");
    log.read();
  }
  check_whole(log);
}

TEST_CASE("follow: a file that came and went is told") {
  Log log;
  log.write();
  log.follow();
  log.read();
  log.rotate();
  log.append("nobody sees this\n");
  fs::remove(log.path());
  log.append("nor that\n");
  fs::remove(log.path());
  log.write();
  log.read();
  CHECK(log.seen() == log.written());
  REQUIRE(log.missed().size() == 1);
  CHECK(log.missed()[0].what == kFiles);
  CHECK(log.missed()[0].count == 2);
  CHECK(describe(log.missed()[0]) == "2 files of this name came and went unread");
  log.rotate(1);
  log.write();
  log.read();
  CHECK(log.seen() == log.written());
  CHECK(log.missed().size() == 1);
}

TEST_CASE("follow: a deleted file that is held open is read") {
  Log log;
  log.write();
  log.follow();
  log.read();
  log.write(2);
  fs::remove(log.path());
  log.write();
  log.read();
  fs::remove(log.path());
  log.read();
  log.write();
  log.read();
  check_whole(log);
}

TEST_CASE("follow: copied and cut") {
  const int cuts = GENERATE(1, 2, 4);
  const int lines = GENERATE(1, 9, 90);  // after a cut, so that the file may be as long as before
  Log log;
  log.write(9);
  log.follow();
  log.read();
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < cuts; ++i) {
      log.write(2);
      log.copy_and_truncate(9);
      log.write(lines);
    }
    log.read();
  }
  log.write();
  log.read();
  check_whole(log);
}

TEST_CASE("follow: a copy that is not followed by a cut yet") {
  Log log;
  log.write(3);
  log.follow();
  log.read();
  log.write();
  fs::copy_file(log.path(), log.path("audit.log.1"));
  log.read();
  log.write();
  log.read();
  log.truncate();  // the last line is in no copy, but was read; there may have been more
  log.read();
  log.write();
  log.read();
  CHECK(log.seen() == log.written());
  REQUIRE(log.missed().size() == 1);
  CHECK(log.missed()[0].what == kCut);
}

TEST_CASE("follow: cut, and no copy") {
  const int lines = GENERATE(0, 1, 20);
  Log log;
  log.write(9);
  log.follow();
  log.read();
  const std::uint64_t size = log.seen().size();
  log.truncate();
  log.write(lines);
  log.read();
  log.write();
  log.read();
  CHECK(log.seen() == log.written());
  REQUIRE(log.missed().size() == 1);
  CHECK(log.missed()[0].what == kCut);
  CHECK(log.missed()[0].count == size);
}

TEST_CASE("follow: copied, cut, and later renamed") {
  Log log;
  log.write();
  log.follow();
  for (int round = 0; round < 4; ++round) {
    log.read();
    log.write(3);
    log.copy_and_truncate();
    log.write(3);
    log.read();
    log.rotate();
    log.write(3);
  }
  log.read();
  check_whole(log);
}

TEST_CASE("follow: other files of the directory are none of its") {
  Log log;
  log.append("older\n", "audit.log.2");
  log.write();
  log.append("newer than the log, but there before\n", "audit.log.1");
  log.follow();
  log.read();
  log.append("other\n", "audit.log.filtered");
  log.append("other\n", "messages");
  log.append("somebody restored it\n", "audit.log.7");
  log.rotate();
  log.write();
  log.append("other\n", "audit.log.backup");
  log.read();
  log.rotate();
  log.write();
  log.read();
  check_whole(log);
}

TEST_CASE("follow: a name that leads to one trail after the other") {
  Log log;
  log.write(2, "20240101000000.not_terminated");
  fs::create_symlink("20240101000000.not_terminated", log.path("current"));
  log.follow("current");
  log.read();
  for (int i = 1; i < 6; ++i) {
    const std::string old = "2024010100000" + std::to_string(i - 1),
                      now = "2024010100000" + std::to_string(i);
    log.write(1, old + ".not_terminated");
    log.write(1, now + ".not_terminated");
    fs::remove(log.path("current"));
    fs::create_symlink(now + ".not_terminated", log.path("current"));
    log.rename(old + ".not_terminated", old + "." + now);
    if (i != 3) log.read();
  }
  check_whole(log);
}

TEST_CASE("follow: names with dates") {
  Log log;
  log.write();
  log.follow();
  log.read();
  for (int day = 10; day < 14; ++day) {
    log.write();
    log.rename("audit.log", "audit.log-202405" + std::to_string(day));
    log.write();
  }
  log.read();
  check_whole(log);
}

TEST_CASE("follow: a directory that is replaced") {
  Log log;
  fs::create_directories(log.path("sub"));
  log.write(1, "sub/audit.log");
  log.follow("sub/audit.log");
  log.read();
  fs::remove_all(log.path("sub"));
  log.read();
  fs::create_directories(log.path("sub"));
  log.write(1, "sub/audit.log");
  log.read();
  log.read();
  log.rename("sub/audit.log", "sub/audit.log.1");
  log.write(1, "sub/audit.log");
  log.read();
  CHECK(log.seen() == log.written());
}

TEST_CASE("follow: a descriptor, from where it is, and cut") {
  Log log;
  log.append("read before\n");
  const int fd = ::open(log.path().c_str(), O_RDONLY);
  std::array<char, 12> before;
  REQUIRE(::read(fd, before.data(), before.size()) == 12);
  std::vector<io::Missed> missed;
  auto source =
      io::Source::from_descriptor(fd, "name",
                                  {.follow = true,
                                   .on_missed = [&](const io::Missed& what) { missed.push_back(what); },
                                   .is_over = [] { return true; }});
  const auto read = [&] {
    std::array<std::uint8_t, 64> bytes;
    const auto n = source.read(bytes);
    return std::string(reinterpret_cast<const char*>(bytes.data()), n.value_or(0));
  };
  log.append("then\n");
  CHECK(read() == "then\n");
  log.truncate();
  log.append("anew\n");
  CHECK(read().empty());
  CHECK(missed.size() == 1);
  REQUIRE(source.next_file());
  CHECK(read() == "anew\n");
}

// io::Reader on BSM trails: through pipes that give as little as they like, and through files.
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "knox/bsm/framer.h"
#include "knox/io/reader.h"
#include "support/data.h"
#include "support/fixtures.h"
#include "support/framing.h"
#include "unit/catch.h"

namespace knox::bsm {

namespace {

using test::Framing;
using test::Range;
using test::RecordBuilder;

// A pipe that gives `chunk` bytes at a time: the next ones are written when the reader is about to wait.
class Trickle {
 public:
  Trickle(std::string bytes, std::size_t chunk) : bytes_(std::move(bytes)), chunk_(chunk) {
    int ends[2];
    if (::pipe(ends) != 0) FAIL("pipe");
    write_end_ = ends[1];
    source_.emplace(io::Source::from_descriptor(ends[0], "pipe", {.before_wait = [this] { give(); }}));
  }
  ~Trickle() { close_end(); }
  Trickle(const Trickle&) = delete;
  Trickle& operator=(const Trickle&) = delete;

  io::Source& source() { return *source_; }
  std::size_t given() const { return given_; }

 private:
  void give() {
    const std::size_t n = std::min(chunk_, bytes_.size() - given_);
    if (n == 0) return close_end();
    given_ += static_cast<std::size_t>(::write(write_end_, bytes_.data() + given_, n));
  }
  void close_end() {
    if (write_end_ >= 0) ::close(write_end_);
    write_end_ = -1;
  }

  std::string bytes_;
  std::size_t chunk_, given_ = 0;
  int write_end_ = -1;
  std::optional<io::Source> source_;
};

struct Told {
  Framing framing;
  std::vector<std::string> frames;
  io::Account account;
};

Told read(io::Source& source) {
  Told told;
  TrailFramer framer;
  io::Reader reader(source, framer, [&](const io::Damage& damage) {
    told.framing.skipped.push_back({damage.offset, damage.size});
    CHECK(!describe(damage.why).empty());
  });
  io::Frame frame;
  for (;;) {
    const Result<bool> more = reader.next(frame);
    REQUIRE(more);
    if (!*more) break;
    told.framing.frames.push_back({frame.offset, frame.bytes.size()});
    told.framing.cut = frame.cut;
    told.frames.emplace_back(as_chars(frame.bytes));
  }
  told.account = reader.account();
  return told;
}

long peak_memory() {  // in bytes
  rusage usage = {};
  ::getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
  return usage.ru_maxrss;
#else
  return usage.ru_maxrss * 1024;
#endif
}

}  // namespace

TEST_CASE("a reader gives every frame and every damaged range, whatever a read gives") {
  for (const std::string& bytes :
       {test::session().bytes(), test::quirks().bytes(), test::damaged().bytes()}) {
    const Framing whole = test::frame(bytes);
    for (const std::size_t chunk : std::initializer_list<std::size_t>{1, 7, 4096}) {
      Trickle trickle(bytes, chunk);
      const Told told = read(trickle.source());
      CHECK(told.framing == whole);
      std::uint64_t framed = 0;
      for (std::size_t i = 0; i < told.frames.size(); ++i) {
        const Range& range = whole.frames[i];
        framed += range.size;
        if (told.frames[i] != bytes.substr(range.offset, range.size)) FAIL_CHECK(range);
      }
      CHECK(told.account.bytes == bytes.size());
      CHECK(told.account.frames == whole.frames.size());
      CHECK(told.account.skipped == whole.skipped_bytes());
      CHECK(told.account.bytes == framed + told.account.skipped);
    }
  }
}

TEST_CASE("a record is given as soon as it is there") {
  const std::string first = RecordBuilder({.event = 1}).return32(0, 0).finish();
  const std::string file = RecordBuilder().file32(1, 2, "/var/audit/x").tokens();
  for (const std::string& bytes : {first, file}) {
    Trickle trickle(bytes + first, bytes.size());
    TrailFramer framer;
    io::Reader reader(trickle.source(), framer, nullptr);
    io::Frame frame;
    REQUIRE(reader.next(frame));
    CHECK(as_chars(frame.bytes) == bytes);
    CHECK(trickle.given() == bytes.size());  // not one byte more was waited for
  }
}

TEST_CASE("the front of an input can be looked at before it is read") {
  const std::string bytes = test::session().bytes();
  Trickle trickle(bytes, 3);
  TrailFramer framer;
  io::Reader reader(trickle.source(), framer, nullptr);
  CHECK(as_chars(reader.peek(10)) == bytes.substr(0, 12));
  CHECK(as_chars(reader.peek(1)) == bytes.substr(0, 12));
  io::Frame frame;
  const Result<bool> more = reader.next(frame);
  REQUIRE(more);
  CHECK(*more);
  CHECK(frame.offset == 0);
  CHECK(as_chars(frame.bytes) == bytes.substr(0, frame.bytes.size()));

  Trickle nothing("", 1);
  io::Reader empty(nothing.source(), framer, nullptr);
  CHECK(empty.peek(1).empty());
  const Result<bool> end = empty.next(frame);
  REQUIRE(end);
  CHECK(!*end);
}

TEST_CASE("no size in a trail is allocated") {
  const std::string sound = RecordBuilder({.event = 1}).return32(0, 0).finish();
  for (const std::uint32_t size : {0x7fffffffu, 0xffffffffu, 0x40000000u, 0x00800000u}) {
    std::string bytes = RecordBuilder({.event = 1}).header_size(size).return32(0, 0).finish();
    for (int i = 0; i < 1000; ++i) bytes += sound;
    const long before = peak_memory();
    Trickle trickle(bytes, 10'000);
    const Told told = read(trickle.source());
    CHECK(told.framing.frames.size() == 1000);
    CHECK(told.account.skipped == sound.size());
    CHECK(peak_memory() - before < 16 << 20);
  }
  // Counts within a record, too
  for (const int list : {0x3c, 0x3d, 0xee, 0x25}) {
    const std::string bytes = RecordBuilder({.event = 1})
                                  .return32(0, 0)
                                  .u8(static_cast<std::uint8_t>(list))
                                  .u32(0xffffffff)
                                  .strings({"a"})
                                  .finish();
    const long before = peak_memory();
    Trickle trickle(bytes, 10'000);
    CHECK(read(trickle.source()).frames.size() == 1);
    CHECK(peak_memory() - before < 16 << 20);
  }
}

TEST_CASE("a trail in a file, plain and compressed") {
  const std::string data = test::data_file("bsm/");
  const std::string bytes = test::session().bytes();
  for (const char* const name : {"session.bsm", "session.bsm.gz"}) {
    Result<io::Source> source = io::Source::open(data + name, {});
    REQUIRE(source);
    const Told told = read(*source);
    CHECK(told.framing == test::frame(bytes));
    CHECK(told.account.bytes == bytes.size());
  }
}

TEST_CASE("of a compressed trail that is cut, all that can be had is given before the error") {
  std::string compressed;
  {
    const std::string path = test::data_file("bsm/session.bsm.gz");
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    REQUIRE(fd >= 0);
    char block[4096];
    for (ssize_t n; (n = ::read(fd, block, sizeof block)) > 0;)
      compressed.append(block, static_cast<std::size_t>(n));
    ::close(fd);
  }
  const std::string bytes = test::session().bytes();
  std::uint64_t most = 0;
  for (std::size_t size = 2; size < compressed.size(); size += 50) {
    Trickle trickle(compressed.substr(0, size), 4096);
    TrailFramer framer;
    std::uint64_t skipped = 0;
    io::Reader reader(trickle.source(), framer, [&](const io::Damage& damage) { skipped += damage.size; });
    io::Frame frame;
    std::uint64_t framed = 0;
    Result<bool> more = true;
    while ((more = reader.next(frame)) && *more) framed += frame.bytes.size();
    REQUIRE(!more);
    CHECK(more.error().code == Code::kTruncated);
    CHECK(framed + skipped == reader.account().bytes);
    CHECK(reader.account().bytes >= most);  // a longer piece gives no less
    most = reader.account().bytes;
    // It is said once.
    const Result<bool> after = reader.next(frame);
    REQUIRE(after);
    CHECK(!*after);
  }
  CHECK(most > bytes.size() / 2);
}

}  // namespace knox::bsm

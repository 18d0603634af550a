// Live records: the loop that takes them from a device, and what /dev/auditpipe is asked for. Both on devices
// made here.
#include <sys/types.h>
// after sys/types.h
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <deque>
#include <mutex>
#include <thread>

#include "knox/kernel/audit_pipe.h"
#include "knox/kernel/feed.h"
#include "unit/catch.h"

using namespace knox;
using namespace knox::kernel;
using namespace std::chrono_literals;

namespace {

// Gives what it is told to; can be polled while there is something.
class FakeDevice final : public RecordDevice {
 public:
  FakeDevice() { REQUIRE(::pipe(pipe_.data()) == 0); }
  ~FakeDevice() override {
    for (const int fd : pipe_) ::close(fd);
  }
  void give(std::string piece) {
    const std::lock_guard lock(mutex_);
    pieces_.push_back(std::move(piece));
    REQUIRE(::write(pipe_[1], "x", 1) == 1);
  }
  void fail(int error) {
    const std::lock_guard lock(mutex_);
    error_ = error;
    REQUIRE(::write(pipe_[1], "x", 1) == 1);
  }
  std::size_t left() {
    const std::lock_guard lock(mutex_);
    return pieces_.size();
  }
  void lose(const Loss& loss) {
    const std::lock_guard lock(mutex_);
    loss_ = loss;
  }

  Content content() const override { return Content::kBsm; }
  int fd() const override { return pipe_[0]; }
  Result<std::size_t> read(std::span<std::uint8_t> into) override {
    const std::lock_guard lock(mutex_);
    if (pieces_.empty() && error_ != 0) {
      return std::unexpected(Error{.code = Code::kSystem, .system_errno = error_, .what = "fake"});
    }
    if (pieces_.empty()) return 0;
    char byte = 0;
    REQUIRE(::read(pipe_[0], &byte, 1) == 1);
    const std::string piece = std::move(pieces_.front());
    pieces_.pop_front();
    std::ranges::copy(piece, into.begin());
    return piece.size();
  }
  Loss loss() override {
    const std::lock_guard lock(mutex_);
    return loss_;
  }
  std::expected<void, std::string> stop() override { return std::unexpected("still armed"); }
  void happen(std::string news, bool over = false) {
    const std::lock_guard lock(mutex_);
    news_.push_back(std::move(news));
    is_over_ = over;
  }
  std::vector<std::string> news() override {
    const std::lock_guard lock(mutex_);
    return std::exchange(news_, {});
  }
  bool is_over() const override { return is_over_; }

 private:
  std::array<int, 2> pipe_{};
  std::mutex mutex_;
  std::deque<std::string> pieces_;
  int error_ = 0;
  Loss loss_;
  std::vector<std::string> news_;
  std::atomic<bool> is_over_ = false;
};

template <class Condition>
bool eventually(Condition condition) {
  for (int i = 0; i < 1000 && !condition(); ++i) std::this_thread::sleep_for(10ms);
  return condition();
}

// All that a feed still gives.
std::string read_all(Feed& feed, std::size_t at_once = 3) {
  std::string all;
  std::vector<std::uint8_t> bytes(at_once);
  for (;;) {
    const auto size = feed.read(bytes, 10'000);
    REQUIRE(size);
    REQUIRE(*size);
    if (**size == 0) return all;
    all.append(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(**size));
  }
}

}  // namespace

TEST_CASE("a feed gives what its device gave, in order, until it is stopped") {
  auto owned = std::make_unique<FakeDevice>();
  FakeDevice& device = *owned;
  Feed feed(std::move(owned), {});
  std::array<std::uint8_t, 8> bytes;
  CHECK(*feed.read(bytes, 0) == std::nullopt);
  device.give("abc");
  device.give("defgh");
  const auto size = feed.read(bytes, 10'000);
  REQUIRE(size);
  REQUIRE(*size);
  std::string all(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(**size));
  device.give("ij");
  feed.stop();
  all += read_all(feed);
  CHECK(all == "abcdefghij");
  CHECK(feed.loss() == Loss{});
  CHECK(feed.close().error() == "still armed");
}

TEST_CASE("a feed ends after its time, when its reader is gone, and when its device fails") {
  SECTION("time") {
    Feed feed(std::make_unique<FakeDevice>(), {.limit = 20ms});
    CHECK(read_all(feed).empty());
  }
  SECTION("reader") {
    std::array<int, 2> reader{};
    REQUIRE(::pipe(reader.data()) == 0);
    Feed feed(std::make_unique<FakeDevice>(), {.limit = {}, .reader = reader[1]});
    std::array<std::uint8_t, 1> byte;
    CHECK(*feed.read(byte, 20) == std::nullopt);
    ::close(reader[0]);
    CHECK(read_all(feed).empty());
    ::close(reader[1]);
  }
  SECTION("device") {
    auto owned = std::make_unique<FakeDevice>();
    FakeDevice& device = *owned;
    Feed feed(std::move(owned), {});
    device.give("last");
    device.fail(EIO);
    std::array<std::uint8_t, 8> bytes;
    CHECK(*feed.read(bytes, 10'000) == 4);
    const auto failed = feed.read(bytes, 10'000);
    REQUIRE(!failed);
    CHECK(failed.error().system_errno == EIO);
  }
}

TEST_CASE("a full buffer leaves records in the kernel, and what is lost then is its own loss") {
  auto owned = std::make_unique<FakeDevice>();
  FakeDevice& device = *owned;
  constexpr std::size_t kPieces = 64;
  device.lose({.kernel = 1, .socket = 2});
  Feed feed(std::move(owned), {.buffer = 4 * kReadSize});
  const std::string piece(kReadSize / 2, 'x');
  for (std::size_t i = 0; i < kPieces; ++i) device.give(piece);
  // More than one and a half reads do not fit in half of the buffer.
  CHECK(eventually([&] { return device.left() == kPieces - 3; }));
  device.lose({.kernel = 11, .socket = 22});
  CHECK(eventually([&] { return feed.loss().total() == 33; }));
  CHECK(feed.loss().buffer >= 30);
  CHECK(device.left() == kPieces - 3);
  feed.stop();
  // What the kernel still has comes when there is room for it.
  CHECK(read_all(feed, 64 * 1024).size() == kPieces * piece.size());
  CHECK(feed.loss().total() == 33);
}

TEST_CASE("loss and blindness are told while nobody reads") {
  auto owned = std::make_unique<FakeDevice>();
  FakeDevice& device = *owned;
  device.happen("from the start");
  std::atomic<std::uint64_t> lost = 0;
  std::mutex mutex;
  std::vector<std::string> told;
  const auto count = [&] {
    const std::lock_guard lock(mutex);
    return told.size();
  };
  Feed feed(std::move(owned), {.on_loss = [&](const Loss& loss) { lost = loss.total(); },
                               .on_news =
                                   [&](const std::string& news) {
                                     const std::lock_guard lock(mutex);
                                     told.push_back(news);
                                   }});
  CHECK(eventually([&] { return count() == 1; }));
  device.give("x");
  device.lose({.kernel = 5});
  device.happen("off");
  CHECK(eventually([&] { return lost == 5 && count() == 2; }));
  device.happen("over", true);
  CHECK(eventually([&] { return count() == 3; }));
  CHECK(read_all(feed, 8) == "x");  // it has ended by itself
  const auto closed = feed.close();
  CHECK((!closed && closed.error() == "still armed"));
  CHECK(told == std::vector<std::string>{"from the start", "off", "over"});
}

TEST_CASE("a feed that cannot be started says so, and its device is stopped") {
  struct rlimit limit = {};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  auto device = std::make_unique<FakeDevice>();
  const int next = ::dup(0);
  REQUIRE(next >= 0);
  ::close(next);
  struct rlimit none = limit;
  none.rlim_cur = static_cast<rlim_t>(next);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  Feed feed(std::move(device), {});
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
  std::array<std::uint8_t, 8> bytes;
  const auto read = feed.read(bytes, 10'000);
  REQUIRE(!read);
  CHECK(read.error().system_errno == EMFILE);
  const auto closed = feed.close();
  CHECK((!closed && closed.error() == "still armed"));
}

namespace {

// /dev/auditpipe as its manual has it: what it is asked for.
struct FakePipe final : PipeCalls {
  struct Call {
    unsigned long request;
    std::vector<std::uint32_t> argument;
    bool operator==(const Call&) const = default;
  };
  struct Log {
    std::vector<Call> calls;
    unsigned long failing = 0;
    std::deque<std::pair<std::string, int>> reads;  // bytes, or an errno
    std::uint64_t drops = 0;
  };

  explicit FakePipe(Log& with) : log(with) {}
  int fd() const override { return 7; }
  int control(unsigned long request, void* argument) override {
    const std::size_t words = (request >> 16 & 0x1fff) / 4;
    if (request == log.failing) return EINVAL;
    if (request == pipe_requests::kGetQueueLimitMax) *static_cast<std::uint32_t*>(argument) = 1024;
    if (request == pipe_requests::kGetDrops) *static_cast<std::uint64_t*>(argument) = log.drops;
    const auto* const word = static_cast<const std::uint32_t*>(argument);
    log.calls.push_back({request, {word, word + words}});
    return 0;
  }
  std::ptrdiff_t read(std::span<std::uint8_t> into) override {
    const auto [bytes, error] = log.reads.front();
    log.reads.pop_front();
    errno = error;
    if (error != 0) return -1;
    std::ranges::copy(bytes, into.begin());
    return static_cast<std::ptrdiff_t>(bytes.size());
  }
  int select(bool, std::array<int, 2>, std::chrono::milliseconds) override { return 0; }
  int watch(int) override { return -1; }
  bool is_abandoned() override { return false; }
  Log& log;
};

}  // namespace

TEST_CASE("an audit pipe is asked for its own selection, and nothing of the system is changed") {
  namespace requests = pipe_requests;
  FakePipe::Log log;
  const PipeOptions options = {.classes = {.success = 0x80, .failure = 0x81},
                               .non_attributable = bsm::ClassSelection{.success = 0x10, .failure = 0},
                               .users = {{.auid = 501, .classes = {.success = 1, .failure = 2}}},
                               .queue_limit = {}};
  auto device = open_audit_pipe(std::make_unique<FakePipe>(log), options);
  REQUIRE(device);
  CHECK(log.calls == std::vector<FakePipe::Call>{{requests::kSetNonBlocking, {1}},
                                                 {requests::kGetQueueLimitMax, {1024}},
                                                 {requests::kSetQueueLimit, {1024}},
                                                 {requests::kSetFlags, {0x80, 0x81}},
                                                 {requests::kSetNonAttributableFlags, {0x10, 0}},
                                                 {requests::kSetUserFlags, {501, 1, 2}},
                                                 {requests::kSetMode, {2}},
                                                 {requests::kFlush, {}}});
  CHECK((*device)->fd() == 7);
  CHECK((*device)->content() == Content::kBsm);

  log.reads = {{"half a rec", 0}, {"", EINTR}, {"ord", 0}, {"", EAGAIN}, {"", ENXIO}};
  std::array<std::uint8_t, 32> bytes;
  CHECK((*device)->read(bytes) == 10U);
  CHECK((*device)->read(bytes) == 3U);
  CHECK((*device)->read(bytes) == 0U);
  CHECK((*device)->read(bytes).error().system_errno == ENXIO);

  log.drops = 12;
  CHECK((*device)->loss() == Loss{.kernel = 12});

  log.calls.clear();
  CHECK((*device)->stop());
  CHECK(log.calls == std::vector<FakePipe::Call>{{requests::kSetFlags, {0, 0}},
                                                 {requests::kSetNonAttributableFlags, {0, 0}},
                                                 {requests::kFlushUserFlags, {}}});
}

TEST_CASE("an audit pipe takes the queue limit that it is given, and says which request failed") {
  FakePipe::Log log;
  PipeOptions options;
  options.queue_limit = 512;
  REQUIRE(open_audit_pipe(std::make_unique<FakePipe>(log), options));
  REQUIRE(log.calls.size() > 1);
  CHECK(log.calls[1] == FakePipe::Call{pipe_requests::kSetQueueLimit, {512}});

  log.failing = pipe_requests::kSetMode;
  const auto failed = open_audit_pipe(std::make_unique<FakePipe>(log), options);
  REQUIRE(!failed);
  CHECK(describe(failed.error()) == "AUDITPIPE_SET_PRESELECT_MODE: Invalid argument");
}

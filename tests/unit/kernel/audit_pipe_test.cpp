// The loop over /dev/auditpipe, on a model of the device as the kernels of macOS and FreeBSD have it.
#include <poll.h>
#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "knox/kernel/audit_pipe.h"
#include "knox/kernel/feed.h"
#include "unit/catch.h"

using namespace knox;
using namespace knox::kernel;
using namespace std::chrono_literals;

namespace {

// The kernel's side of /dev/auditpipe, as xnu's and FreeBSD's sources have it (audit_pipe.h says where). It
// is of the test, and outlives the pipe.
class KernelPipe {
 public:
  enum System : std::uint8_t { kXnu, kFreeBsd };
  explicit KernelPipe(System system) : system_(system) {
    REQUIRE(::pipe(ready_.data()) == 0);
    REQUIRE(::pipe(changes_.data()) == 0);
  }
  ~KernelPipe() {
    for (const auto& ends : {ready_, changes_}) {
      for (const int fd : ends) ::close(fd);
    }
  }

  void record(std::string bytes) {
    const std::lock_guard lock(mutex_);
    queue_ += bytes;
    REQUIRE(::write(ready_[1], "x", 1) == 1);
    news_.notify_all();
  }
  void change() { REQUIRE(::write(changes_[1], "x", 1) == 1); }
  void leave() {  // whoever reads what the program writes
    reader_is_gone = true;
    change();
  }

  // What the calls come to.
  int control(unsigned long request, void* argument) {
    if (interrupts > 0 && --interrupts >= 0) return EINTR;
    const std::lock_guard lock(mutex_);
    if (request == pipe_requests::kSetNonBlocking) blocks_ = *static_cast<std::int32_t*>(argument) == 0;
    if (request == pipe_requests::kGetQueueLimitMax) *static_cast<std::uint32_t*>(argument) = 1024;
    if (request == pipe_requests::kFlush) {
      queue_.clear();
      empty_ready();
    }
    return 0;
  }
  std::ptrdiff_t read(std::span<std::uint8_t> into) {
    std::unique_lock lock(mutex_);
    if (queue_.empty() && !blocks_) {
      errno = EAGAIN;
      return -1;
    }
    // Nothing but a record ends this. (And the test's patience.)
    if (queue_.empty()) ++blocked;
    if (!news_.wait_for(lock, 10s, [&] { return !queue_.empty(); })) {
      errno = EIO;
      return -1;
    }
    const std::size_t size = std::min(into.size(), queue_.size());
    std::copy_n(queue_.begin(), size, into.begin());
    queue_.erase(0, size);
    if (queue_.empty()) empty_ready();
    return static_cast<std::ptrdiff_t>(size);
  }
  // For poll(2): that of xnu calls the device no descriptor, at once.
  int fd() const { return system_ == kXnu ? 1'000'000 : ready_[0]; }
  int select(bool device, std::array<int, 2> others, std::chrono::milliseconds limit) {
    ++waits;
    std::array<pollfd, 3> ready = {{{.fd = device ? ready_[0] : -1, .events = POLLIN, .revents = 0},
                                    {.fd = others[0], .events = POLLIN, .revents = 0},
                                    {.fd = others[1], .events = POLLIN, .revents = 0}}};
    if (::poll(ready.data(), ready.size(), static_cast<int>(limit.count())) < 0) return -1;
    int bits = 0;
    for (std::size_t i = 0; i < ready.size(); ++i) bits |= ready[i].revents != 0 ? 1 << i : 0;
    return bits;
  }
  int watch() const { return changes_[0]; }
  bool is_abandoned() {
    char byte = 0;
    REQUIRE(::read(changes_[0], &byte, 1) == 1);
    return reader_is_gone;
  }

  std::atomic<int> interrupts = 0;  // the next calls are EINTR
  std::atomic<int> waits = 0, blocked = 0;
  std::atomic<bool> reader_is_gone = false;

 private:
  void empty_ready() {
    pollfd ready = {.fd = ready_[0], .events = POLLIN, .revents = 0};
    char byte = 0;
    while (::poll(&ready, 1, 0) > 0) REQUIRE(::read(ready_[0], &byte, 1) == 1);
  }

  System system_;
  std::array<int, 2> ready_{}, changes_{};
  std::mutex mutex_;
  std::condition_variable news_;
  std::string queue_;
  bool blocks_ = true;  // open(2)'s O_NONBLOCK does not reach it
};

struct KernelPipeCalls final : PipeCalls {
  explicit KernelPipeCalls(KernelPipe& of) : kernel(of) {}
  int fd() const override { return kernel.fd(); }
  int control(unsigned long request, void* argument) override { return kernel.control(request, argument); }
  std::ptrdiff_t read(std::span<std::uint8_t> into) override { return kernel.read(into); }
  int select(bool device, std::array<int, 2> others, std::chrono::milliseconds limit) override {
    return kernel.select(device, others, limit);
  }
  int watch(int) override { return kernel.watch(); }
  bool is_abandoned() override { return kernel.is_abandoned(); }
  KernelPipe& kernel;
};

std::unique_ptr<RecordDevice> device_of(KernelPipe& kernel) {
  auto device = open_audit_pipe(std::make_unique<KernelPipeCalls>(kernel), {.classes = {}});
  REQUIRE(device);
  return std::move(*device);
}

// All that a feed still gives.
std::string read_all(Feed& feed) {
  std::string all;
  std::array<std::uint8_t, 16> bytes;
  for (;;) {
    const auto size = feed.read(bytes, 10'000);
    REQUIRE(size);
    REQUIRE(*size);
    if (**size == 0) return all;
    all.append(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(**size));
  }
}

// The shortest of some runs of what is to take 100 ms at most, on a computer that has other things to do.
template <class Run>
std::chrono::milliseconds best_of(int runs, Run run) {
  auto best = std::chrono::milliseconds::max();
  for (int i = 0; i < runs && best > 100ms; ++i) {
    best = std::min(best, std::chrono::duration_cast<std::chrono::milliseconds>(run()));
  }
  return best;
}

}  // namespace

TEST_CASE("a feed of /dev/auditpipe ends at once on both systems, and sleeps until then") {
  using Clock = std::chrono::steady_clock;
  const KernelPipe::System system = GENERATE(KernelPipe::kXnu, KernelPipe::kFreeBsd);
  INFO((system == KernelPipe::kXnu ? "xnu" : "FreeBSD"));
  KernelPipe kernel(system);

  SECTION("after its time") {
    CHECK(best_of(10, [&] {
            const auto begin = Clock::now();
            Feed feed(device_of(kernel), {.limit = 30ms});
            CHECK(read_all(feed).empty());
            return Clock::now() - begin - 30ms;
          }) <= 100ms);
  }
  SECTION("when it is stopped") {
    CHECK(best_of(10, [&] {
            Feed feed(device_of(kernel), {});
            std::array<std::uint8_t, 8> bytes;
            CHECK(*feed.read(bytes, 20) == std::nullopt);
            const auto begin = Clock::now();
            feed.stop();
            CHECK(read_all(feed).empty());
            return Clock::now() - begin;
          }) <= 100ms);
  }
  SECTION("when nobody reads any more") {
    CHECK(best_of(10, [&] {
            kernel.reader_is_gone = false;
            Feed feed(device_of(kernel), {.limit = {}, .reader = 1});
            std::array<std::uint8_t, 8> bytes;
            CHECK(*feed.read(bytes, 20) == std::nullopt);
            const auto begin = Clock::now();
            kernel.leave();
            CHECK(read_all(feed).empty());
            return Clock::now() - begin;
          }) <= 100ms);
  }
  SECTION("not when its reader takes something") {
    Feed feed(device_of(kernel), {.limit = {}, .reader = 1});
    kernel.change();
    std::array<std::uint8_t, 8> bytes;
    CHECK(*feed.read(bytes, 50) == std::nullopt);
    kernel.record("abc");
    CHECK(*feed.read(bytes, 10'000) == 3);
  }
  SECTION("and has given what there was") {
    Feed feed(device_of(kernel), {});
    kernel.record("abc");
    std::array<std::uint8_t, 8> bytes;
    CHECK(*feed.read(bytes, 10'000) == 3);
    kernel.record("de");
    kernel.record("f");
    feed.stop();
    CHECK(read_all(feed) == "def");
  }
  SECTION("while nothing happens it looks for losses only") {
    Feed feed(device_of(kernel), {});
    std::array<std::uint8_t, 8> bytes;
    CHECK(*feed.read(bytes, 700) == std::nullopt);
    CHECK(kernel.waits <= 3);
  }
  CHECK(kernel.blocked == 0);
}

TEST_CASE("an audit pipe's requests are made again when a signal comes between") {
  KernelPipe kernel(KernelPipe::kXnu);
  kernel.interrupts = 3;
  const auto device = device_of(kernel);
  std::array<std::uint8_t, 8> bytes;
  CHECK(device->read(bytes) == 0U);  // it does not block
  kernel.interrupts = 2;
  CHECK(device->stop());
  CHECK(kernel.interrupts == 0);
}

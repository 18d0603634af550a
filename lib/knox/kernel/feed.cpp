#include "knox/kernel/feed.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace knox::kernel {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kLossInterval{500};  // between two questions for the device's losses
constexpr std::size_t kKeep = 1024 * 1024;               // of memory when the buffer is empty

}  // namespace

struct Feed::State {
  State(std::unique_ptr<RecordDevice> from, const Options& with) : device(std::move(from)), options(with) {}
  ~State() {
    for (const int fd : wake) {
      if (fd >= 0) ::close(fd);
    }
  }

  void start();
  void run();
  void drain();
  bool wait();
  std::size_t take();
  void look_at_loss(bool full);
  void look(bool full);
  void tell_news();
  bool is_full() const { return filled.size() + kReadSize > options.buffer / 2; }
  void end(Error why = {}, bool failed = false);

  std::unique_ptr<RecordDevice> device;
  Options options;
  std::array<int, 2> wake = {-1, -1};   // a byte in it ends the feed
  std::atomic<bool> abandoned = false;  // nobody reads any more
  bool is_stopped = false;              // the device
  std::expected<void, std::string> stopped;
  std::vector<std::uint8_t> taken = std::vector<std::uint8_t>(kReadSize);
  Loss seen;                  // of the device
  Clock::time_point asked{};  // for it
  bool was_full = false;      // since then
  Clock::time_point deadline{};

  mutable std::mutex mutex;
  std::condition_variable changed, room;
  std::vector<std::uint8_t> filled;  // by the thread; at most half of the buffer, as the next
  Loss lost;
  bool ended = false;
  bool failed = false;
  Error trouble;

  std::vector<std::uint8_t> given;  // of the reader
  std::size_t position = 0;

  std::thread thread;
};

void Feed::State::end(Error why, bool has_failed) {
  look(was_full);
  const std::lock_guard lock(mutex);
  ended = true;
  failed = has_failed;
  trouble = why;
  changed.notify_all();
}

// What is lost while the buffer is full, or was since the last look, is the buffer's.
void Feed::State::look_at_loss(bool full) {
  const Loss now = device->loss();
  asked = Clock::now();
  was_full = false;
  if (now == seen) return;
  const std::lock_guard lock(mutex);
  const std::uint64_t kernel = now.kernel - seen.kernel, socket = now.socket - seen.socket;
  if (full) {
    lost.buffer += kernel + socket;
  } else {
    lost.kernel += kernel;
    lost.socket += socket;
  }
  seen = now;
}

void Feed::State::tell_news() {
  for (const std::string& news : device->news()) {
    if (options.on_news) options.on_news(news);
  }
}

void Feed::State::look(bool full) {
  look_at_loss(full);
  tell_news();
  if (options.on_loss) options.on_loss(lost);  // which no other thread changes
}

// Until there may be records. False: the feed is to end.
bool Feed::State::wait() {
  bool full = false;
  {
    std::unique_lock lock(mutex);
    full = is_full();
  }
  was_full |= full;
  auto patience = kLossInterval;
  if (options.limit) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;
    patience = std::min(patience, left);
  }
  if (full) patience = std::min(patience, std::chrono::milliseconds(10));
  const Ready ready =
      device->wait({.wake = wake[0], .reader = options.reader, .records = !full, .patience = patience});
  if (ready.abandoned) abandoned = true;
  return !ready.woken && !abandoned;
}

// How much there was. The feed has ended when the device fails.
std::size_t Feed::State::take() {
  const Result<std::size_t> size = device->read(taken);
  if (!size) {
    end(size.error(), true);
    return 0;
  }
  const std::lock_guard lock(mutex);
  filled.insert(filled.end(), taken.begin(), taken.begin() + static_cast<std::ptrdiff_t>(*size));
  changed.notify_all();
  return *size;
}

// What happened before the end, as the buffer has room for it.
void Feed::State::drain() {
  is_stopped = true;
  stopped = device->stop();
  for (;;) {
    {
      std::unique_lock lock(mutex);
      room.wait(lock, [&] { return abandoned || !is_full(); });
    }
    if (abandoned || take() == 0) break;
  }
}

// A thread that has no way to be woken, or no thread, is no feed.
void Feed::State::start() {
  asked = Clock::now();
  if (options.limit) deadline = asked + *options.limit;
  if (::pipe(wake.data()) != 0)
    return end({.code = Code::kSystem, .system_errno = errno, .what = "pipe"}, true);
  for (const int fd : wake) {
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    ::fcntl(fd, F_SETFL, O_NONBLOCK);
  }
  try {
    thread = std::thread([this] { run(); });
  } catch (const std::system_error& error) {
    end({.code = Code::kSystem, .system_errno = error.code().value(), .what = "thread"}, true);
  }
}

void Feed::State::run() {
  look(false);
  while (!ended && wait()) {
    bool full = false;
    {
      const std::lock_guard lock(mutex);
      full = is_full();
    }
    if (!full && take() != 0) tell_news();
    if (Clock::now() - asked >= kLossInterval) look(was_full);
    if (device->is_over()) break;
  }
  if (!ended) drain();
  if (!ended) end();
}

Feed::Feed(std::unique_ptr<RecordDevice> device, const Options& options)
    : state_(std::make_unique<State>(std::move(device), options)) {
  state_->start();
}

Feed::~Feed() {
  [[maybe_unused]] const auto closed = close();
}

Content Feed::content() const noexcept {
  return state_->device->content();
}

Result<std::optional<std::size_t>> Feed::read(std::span<std::uint8_t> into, std::uint32_t milliseconds) {
  State& s = *state_;
  if (s.position == s.given.size()) {
    if (s.given.capacity() > kKeep) s.given = {};
    s.given.clear();
    s.position = 0;
    std::unique_lock lock(s.mutex);
    const auto has_news = [&] { return !s.filled.empty() || s.ended; };
    if (!s.changed.wait_for(lock, std::chrono::milliseconds(milliseconds), has_news)) return std::nullopt;
    if (s.filled.empty()) {
      if (s.failed) return std::unexpected(s.trouble);
      return 0;
    }
    std::swap(s.given, s.filled);
    s.room.notify_all();
  }
  const std::size_t size = std::min(into.size(), s.given.size() - s.position);
  std::copy_n(s.given.begin() + static_cast<std::ptrdiff_t>(s.position), size, into.begin());
  s.position += size;
  return size;
}

Loss Feed::loss() const {
  const std::lock_guard lock(state_->mutex);
  return state_->lost;
}

void Feed::stop() noexcept {
  const int saved = errno;
  [[maybe_unused]] const ssize_t written = ::write(state_->wake[1], "", 1);
  errno = saved;
}

std::expected<void, std::string> Feed::close() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->abandoned = true;
    state_->room.notify_all();
  }
  stop();
  if (state_->thread.joinable()) state_->thread.join();
  if (!std::exchange(state_->is_stopped, true)) state_->stopped = state_->device->stop();
  return state_->stopped;
}

}  // namespace knox::kernel

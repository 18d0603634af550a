#include "knox/io/source.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <system_error>
#include <utility>

#include "knox/io/decompressor.h"
#include "knox/io/read_ahead.h"

namespace knox::io {

namespace {

constexpr std::uint32_t kInterval = 100;  // milliseconds between two looks at an input that is silent
constexpr off_t kSmall = 64 * 1024;       // bytes of a file that is inflated before a thread has begun

std::unexpected<Error> system_error(std::string_view what) {
  return std::unexpected(Error{.code = Code::kSystem, .system_errno = errno, .what = what});
}

}  // namespace

struct Source::State {
  int fd = -1;
  std::string path;  // empty: a descriptor that was handed in, or standard input
  std::string name;
  Options options;
  ReadFunction feed;                 // instead of fd
  std::optional<Followed> followed;  // which then has fd
  struct stat status = {};
  std::atomic<std::uint64_t> position = 0;
  std::array<std::uint8_t, 4096> ahead;  // the first read, done to see what it is
  std::size_t ahead_begin = 0, ahead_end = 0;
  bool started = false;
  std::unique_ptr<Decompressor> decompressor;
  std::optional<ReadAhead> thread;  // which has all above, once it runs

  ~State() {
    thread.reset();
    close_file();
  }
  void close_file() {
    if (fd > STDERR_FILENO) ::close(fd);
    fd = -1;
  }
  bool is_regular() const { return S_ISREG(status.st_mode); }
  Result<void> open_path();
  void follow();
  void begin();
  bool may_wait(std::uint32_t silent) const;
  int patience(int most) const;
  bool wait_for_bytes() const;
  Result<std::size_t> read_file(std::span<std::uint8_t> into);
  Result<std::size_t> read_feed(std::span<std::uint8_t> into);
  Result<std::size_t> read_followed(std::span<std::uint8_t> into);
  void start_thread();
  Result<void> start();
  Result<std::size_t> read_plain(std::span<std::uint8_t> into);
  Result<std::size_t> read_inflated(std::span<std::uint8_t> into);
};

Result<void> Source::State::open_path() {
  if (options.follow) followed.emplace(path, options.on_missed);
  fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd >= 0 && fd <= STDERR_FILENO) {  // that was closed; a file there would be taken for it later
    const int low = std::exchange(fd, ::fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
    ::close(low);
  }
  if (fd < 0 || ::fstat(fd, &status) != 0) return system_error({});
  if (S_ISDIR(status.st_mode)) {
    errno = EISDIR;
    return system_error({});
  }
  follow();
  return {};
}

// Hands the open file to what follows it, if that is wanted and possible.
void Source::State::follow() {
  if (!options.follow || !is_regular()) {
    followed.reset();
    return;
  }
  if (!followed) followed.emplace(std::string(), options.on_missed);
  followed->begin(fd > STDERR_FILENO ? std::exchange(fd, -1)
                                     : ::fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

// Another file begins, or the same one anew.
void Source::State::begin() {
  ::fstat(followed->fd(), &status);
  ahead_begin = ahead_end = 0;
  started = false;
  decompressor.reset();
}

// Calls what its user does before a wait. False: the input is at its end.
bool Source::State::may_wait(std::uint32_t silent) const {
  if (options.idle) options.idle(silent);
  if (options.before_wait) options.before_wait();
  return !options.is_over || !options.is_over();
}

// For how many milliseconds to wait at most, which is until the deadline; -1 is for ever.
int Source::State::patience(int most) const {
  if (!options.deadline) return most;
  using std::chrono::milliseconds;
  const auto left = std::chrono::ceil<milliseconds>(*options.deadline - std::chrono::steady_clock::now());
  const auto limit = milliseconds(most < 0 ? INT_MAX : most);
  return static_cast<int>(std::clamp(left, milliseconds(0), limit).count());
}

// Returns when a pipe or device can be read; false: it is at its end.
bool Source::State::wait_for_bytes() const {
  pollfd ready = {.fd = fd, .events = POLLIN, .revents = 0};
  if (::poll(&ready, 1, 0) != 0) return true;
  for (std::uint32_t silent = 0; silent <= kLongSilence; silent += kInterval) {
    if (!may_wait(silent)) return false;
    const int time = patience(kInterval);
    if (::poll(&ready, 1, time) != 0) return true;
    if (time == 0) return false;
  }
  return ::poll(&ready, 1, patience(-1)) != 0;
}

Result<std::size_t> Source::State::read_feed(std::span<std::uint8_t> into) {
  std::uint32_t silent = 0;
  for (int time = 0;; time = patience(kInterval)) {
    const Result<std::optional<std::size_t>> size = feed(into, static_cast<std::uint32_t>(time));
    if (!size) return std::unexpected(size.error());
    if (*size) return **size;
    if (patience(1) == 0) return 0;
    silent += static_cast<std::uint32_t>(time);
    if (!may_wait(silent)) return 0;
  }
}

Result<std::size_t> Source::State::read_followed(std::span<std::uint8_t> into) {
  using std::chrono::milliseconds;
  using Clock = std::chrono::steady_clock;
  const Clock::time_point since = Clock::now();
  for (std::optional<std::uint32_t> told;;) {
    const Result<std::size_t> n = followed->read(into);
    if (!n || *n > 0 || followed->ended()) return n;
    if (told != kLongSilence) {
      const auto silent = std::chrono::duration_cast<milliseconds>(Clock::now() - since).count();
      told = static_cast<std::uint32_t>(std::min<std::int64_t>(silent, kLongSilence));
      if (!may_wait(*told)) return 0;
    }
    const int time = patience(kInterval);
    if (time == 0) return 0;
    followed->wait(time);
  }
}

// One read of the descriptor, waiting if it has to.
Result<std::size_t> Source::State::read_file(std::span<std::uint8_t> into) {
  if (feed) return read_feed(into);
  if (followed) return read_followed(into);
  for (;;) {
    if (!is_regular() && !wait_for_bytes()) return 0;
    const ssize_t n = ::read(fd, into.data(), into.size());
    if (n >= 0) {
      position += static_cast<std::uint64_t>(n);
      return static_cast<std::size_t>(n);
    }
    if (errno != EINTR && errno != EAGAIN) return system_error({});
  }
}

void Source::State::start_thread() {
  try {
    thread.emplace([this](std::span<std::uint8_t> bytes) { return read_inflated(bytes); });
  } catch (const std::system_error&) {  // NOLINT(bugprone-empty-catch): there is none to be had
  }
}

// Reads the beginning, as much as it takes to see whether the input is compressed.
Result<void> Source::State::start() {
  started = true;
  while (Decompressor::may_begin(std::span(ahead).first(ahead_end))) {
    const Result<std::size_t> n = read_file(std::span(ahead).subspan(ahead_end));
    if (!n) return std::unexpected(n.error());
    if (*n == 0) return {};
    ahead_end += *n;
  }
  decompressor = Decompressor::find(std::span(ahead).first(ahead_end));
  if (decompressor && options.ahead && is_regular() && !followed && status.st_size >= kSmall) start_thread();
  return {};
}

// The file's own bytes, the ones read ahead first.
Result<std::size_t> Source::State::read_plain(std::span<std::uint8_t> into) {
  if (ahead_begin == ahead_end) return read_file(into);
  const std::size_t n = std::min(ahead_end - ahead_begin, into.size());
  std::copy_n(ahead.begin() + static_cast<std::ptrdiff_t>(ahead_begin), n, into.begin());
  ahead_begin += n;
  return n;
}

Result<std::size_t> Source::State::read_inflated(std::span<std::uint8_t> into) {
  return decompressor->read(into, [this](std::span<std::uint8_t> bytes) { return read_plain(bytes); });
}

Source::Source(std::unique_ptr<State> state) : state_(std::move(state)) {}
Source::Source(Source&&) noexcept = default;
Source& Source::operator=(Source&&) noexcept = default;
Source::~Source() = default;

Result<Source> Source::open(std::string path, Options options) {
  if (path == "-") return from_descriptor(STDIN_FILENO, "standard input", std::move(options));
  auto state = std::make_unique<State>();
  state->name = path;
  state->path = std::move(path);
  state->options = std::move(options);
  if (const Result<void> opened = state->open_path(); !opened) return std::unexpected(opened.error());
  return Source(std::move(state));
}

Source Source::from_descriptor(int fd, std::string name, Options options) {
  auto state = std::make_unique<State>();
  state->fd = fd;
  state->name = std::move(name);
  state->options = std::move(options);
  ::fstat(fd, &state->status);
  state->follow();
  return Source(std::move(state));
}

Source Source::from_feed(ReadFunction feed, std::string name, Options options) {
  auto state = std::make_unique<State>();
  state->feed = std::move(feed);
  state->name = std::move(name);
  state->options = std::move(options);
  return Source(std::move(state));
}

Result<std::size_t> Source::read(std::span<std::uint8_t> into) {
  if (!state_->started) {
    if (const Result<void> started = state_->start(); !started) return std::unexpected(started.error());
  }
  if (state_->thread) return state_->thread->read(into);
  return state_->decompressor ? state_->read_inflated(into) : state_->read_plain(into);
}

Result<void> Source::skip(std::uint64_t count) {
  std::array<std::uint8_t, 16 * 1024> passed;
  while (count > 0) {
    const std::size_t size = static_cast<std::size_t>(std::min<std::uint64_t>(count, passed.size()));
    const Result<std::size_t> n = read(std::span(passed).first(size));
    if (!n) return std::unexpected(n.error());
    if (*n == 0) return std::unexpected(Error{.code = Code::kTruncated, .need = count, .what = "file"});
    count -= *n;
  }
  return {};
}

bool Source::next_file() {
  if (!state_->followed || !state_->followed->ended()) return false;
  state_->followed->next();
  state_->begin();
  return true;
}

const std::string& Source::name() const noexcept {
  return state_->name;
}
bool Source::is_regular() const noexcept {
  return state_->is_regular();
}
std::uint64_t Source::position() const noexcept {
  return state_->followed ? state_->followed->position() : state_->position.load();
}

std::string Source::resolved_name() const {
  std::array<char, 4096> target;
  const ssize_t n = ::readlink(state_->path.c_str(), target.data(), target.size());
  return n > 0 ? std::string(target.data(), static_cast<std::size_t>(n)) : state_->name;
}

std::optional<std::uint64_t> Source::size() const {
  if (!is_regular()) return std::nullopt;
  return static_cast<std::uint64_t>(state_->status.st_size);
}

}  // namespace knox::io

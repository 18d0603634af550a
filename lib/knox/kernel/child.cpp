#include "knox/kernel/child.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>
#include <utility>

#include <fmt/format.h>

namespace knox::kernel {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kPatience{1000};  // until a stop is repeated, and then meant

class Pipe {
 public:
  Pipe() {
    if (::pipe(ends_.data()) != 0) ends_ = {-1, -1};
    for (const int end : ends_) {
      if (end >= 0) ::fcntl(end, F_SETFD, FD_CLOEXEC);
    }
  }
  ~Pipe() {
    for (const int end : ends_) {
      if (end >= 0) ::close(end);
    }
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  bool is_open() const { return ends_[0] >= 0; }
  int write_end() const { return ends_[1]; }
  int take_read_end() { return std::exchange(ends_[0], -1); }

 private:
  std::array<int, 2> ends_;
};

// All signals as they are by default, whatever this program does with them.
int spawn(pid_t& pid, const std::vector<std::string>& words, int out, int errors) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&files, errors, STDERR_FILENO);
  ::posix_spawnattr_init(&attributes);
  sigset_t all, none;
  sigfillset(&all);  // macros on macOS
  sigemptyset(&none);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setflags(&attributes, static_cast<short>(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF |
                                                             POSIX_SPAWN_SETSIGMASK));
  std::vector<char*> argv;
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  char path[] = "PATH=/usr/bin:/bin:/usr/sbin:/sbin";
  char* environment[] = {path, nullptr};
  const int error = ::posix_spawn(&pid, words.front().c_str(), &files, &attributes, argv.data(), environment);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&files);
  return error;
}

}  // namespace

Result<void> Child::launch(const std::vector<std::string>& words, int reader) {
  const auto failed = [this](int error) {
    return std::unexpected(Error{.code = Code::kSystem, .system_errno = error, .what = name_});
  };
  Pipe lines, errors;
  if (!lines.is_open() || !errors.is_open()) return failed(errno);
  // What it complains of beyond that is dropped, rather than that it stands still.
  ::fcntl(errors.write_end(), F_SETFL, O_NONBLOCK);
  pid_t pid = 0;
  if (const int error = spawn(pid, words, lines.write_end(), errors.write_end()); error != 0)
    return failed(error);
  pid_ = pid;
  reader_ = reader;
  lines_ = lines.take_read_end();
  errors_ = errors.take_read_end();
  ::fcntl(errors_, F_SETFL, O_NONBLOCK);
  return {};
}

Child::~Child() {
  end();
  for (const int descriptor : {lines_, errors_}) {
    if (descriptor >= 0) ::close(descriptor);
  }
}

Result<std::optional<std::size_t>> Child::read(std::span<std::uint8_t> into, std::uint32_t milliseconds) {
  std::array<pollfd, 2> ready = {
      {{.fd = lines_, .events = POLLIN, .revents = 0}, {.fd = reader_, .events = 0, .revents = 0}}};
  const int count =
      ::poll(ready.data(), ready.size(), static_cast<int>(std::min<std::uint32_t>(milliseconds, 60'000)));
  if (count == 0 || (count < 0 && errno == EINTR)) return std::nullopt;
  if (ready[1].revents != 0) return 0;
  const ssize_t size = ::read(lines_, into.data(), into.size());
  if (size < 0 && errno == EINTR) return std::nullopt;
  if (size < 0) return std::unexpected(Error{.code = Code::kSystem, .system_errno = errno, .what = name_});
  at_end_ = size == 0;
  return static_cast<std::size_t>(size);
}

void Child::stop() noexcept {
  const int error = errno;
  stopped_ = true;
  if (const pid_t pid = pid_; pid > 0) ::kill(pid, SIGTERM);
  errno = error;
}

// Its status; nothing: it had to be killed. What was not stopped has a moment to end by itself.
std::optional<int> Child::wait_for_end() {
  int status = 0;
  for (const int signal : {0, SIGTERM}) {
    if (signal != 0) ::kill(pid_, signal);
    const auto until = std::chrono::steady_clock::now() + kPatience;
    do {
      if (::waitpid(pid_, &status, WNOHANG) == pid_) {
        pid_ = 0;
        return status;
      }
      std::this_thread::sleep_for(5ms);
    } while (std::chrono::steady_clock::now() < until);
  }
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
  pid_ = 0;
  return std::nullopt;
}

// The first line of what it has written to standard error.
std::string Child::complaint() {
  std::array<char, 4096> text;
  const ssize_t size = ::read(errors_, text.data(), text.size());
  std::string line(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  const std::size_t begin = line.find_first_not_of(" \t\r\n");
  if (begin == line.npos) return {};
  return line.substr(begin, line.find('\n', begin) - begin);
}

std::optional<Child::Ended> Child::end() {
  if (pid_ == 0) return std::nullopt;
  const bool by_itself = at_end_ && !stopped_;
  if (!by_itself) stop();
  const std::optional<int> status = wait_for_end();
  if (!by_itself) return std::nullopt;
  return Ended{status, complaint()};
}

std::expected<void, std::string> Child::close() {
  const std::optional<Ended> ended = end();
  if (!ended) return {};
  return explain(*ended);
}

std::string Child::in_words(const Ended& ended) const {
  std::string how = "has ended";
  const std::optional<int>& status = ended.status;
  if (status && WIFSIGNALED(*status)) how = fmt::format("was killed by signal {}", WTERMSIG(*status));
  if (status && WIFEXITED(*status) && WEXITSTATUS(*status) != 0)
    how = fmt::format("has ended with status {}", WEXITSTATUS(*status));
  return fmt::format("{} {}{}{}", name_, how, ended.said.empty() ? "" : ": ", ended.said);
}

}  // namespace knox::kernel

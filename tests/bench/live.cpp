// live: how soon and how many. Run by hand, as root, on Linux; it arms the kernel as auditpipe --arm does.
//
//   live BUILD
//
// Latency: a command with an argument of its own is executed, 200 times, and the time is taken from just
// before its fork(2) until its line has been read.
// Rate: two processes open a file as fast as they can for five seconds, into `auditpipe --arm fr`. What was
// done, what was found, and what auditpipe says that it has lost, have to agree.
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "bench/process.h"
#include "knox/bsm/framer.h"
#include "knox/bsm/record.h"
#include "knox/io/reader.h"

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRounds = 200;
constexpr int kPatience = 3000;  // milliseconds for a line to come
constexpr std::chrono::seconds kBurst{5};
constexpr const char* kOpened = "/etc/hostname";

// Tools that write into one another, of which the last is read here.
struct Pipeline {
  std::vector<pid_t> pids;
  int out = -1;

  explicit Pipeline(const std::vector<std::vector<std::string>>& tools) {
    int in = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    for (const auto& tool : tools) {
      const std::array<int, 2> ends = knox::bench::open_pipe();
      pids.push_back(knox::bench::start(tool, in, ends[1]));
      ::close(in);
      ::close(ends[1]);
      in = ends[0];
    }
    out = in;
  }
  // The exit status of the first.
  int stop() {
    ::kill(pids.front(), SIGINT);
    std::array<char, 65536> rest;
    while (::read(out, rest.data(), rest.size()) > 0) {
    }
    int status = 0;
    for (const pid_t pid : pids) {
      int own = 0;
      ::waitpid(pid, &own, 0);
      if (pid == pids.front()) status = own;
    }
    ::close(out);
    return WEXITSTATUS(status);
  }
};

// Whether a line with `word` in it comes in time.
bool wait_for(int from, const std::string& word, int patience) {
  static std::string text;
  text.clear();
  const auto end = Clock::now() + std::chrono::milliseconds(patience);
  while (text.find(word) == text.npos) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    pollfd ready = {.fd = from, .events = POLLIN, .revents = 0};
    if (left <= 0 || ::poll(&ready, 1, static_cast<int>(left)) != 1) return false;
    std::array<char, 65536> block;
    const ssize_t size = ::read(from, block.data(), block.size());
    if (size <= 0) return false;
    text.append(block.data(), static_cast<std::size_t>(size));
  }
  return true;
}

void execute(const std::string& word) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::execl("/bin/true", "true", word.c_str(), nullptr);
    ::_exit(127);
  }
  ::waitpid(pid, nullptr, 0);
}

void measure_latency(const char* name, const std::vector<std::vector<std::string>>& tools) {
  Pipeline pipeline(tools);
  bool ready = false;
  for (int i = 0; i < 50 && !ready; ++i) {
    execute("knox-ready");
    ready = wait_for(pipeline.out, "knox-ready", 100);
  }
  std::vector<double> times;
  for (int i = 0; i < kRounds && ready; ++i) {
    ::poll(nullptr, 0, 5);
    const std::string word = "knox-round-" + std::to_string(i) + "-";
    const auto begin = Clock::now();
    execute(word);
    if (!wait_for(pipeline.out, word, kPatience)) break;
    times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
  }
  const int status = pipeline.stop();
  if (times.size() != kRounds || status != 0) {
    std::printf("%-28s only %zu of %d lines came, exit status %d\n", name, times.size(), kRounds, status);
    return;
  }
  std::ranges::sort(times);
  std::printf("%-28s %7.2f ms median %7.2f ms for 99 %% %7.2f ms worst\n", name, times[kRounds / 2],
              times[kRounds * 99 / 100], times.back());
}

// How many open(2) calls.
std::uint64_t open_until(Clock::time_point end) {
  std::uint64_t count = 0;
  for (; Clock::now() < end; ++count) ::close(::open(kOpened, O_RDONLY | O_CLOEXEC));
  return count;
}

std::uint64_t burst() {
  const std::array<int, 2> ends = knox::bench::open_pipe();
  const auto end = Clock::now() + kBurst;
  std::uint64_t total = 0;
  for (int i = 0; i < 2; ++i) {
    if (::fork() == 0) {
      const std::uint64_t count = open_until(end);
      ::_exit(::write(ends[1], &count, sizeof count) == sizeof count ? 0 : 1);
    }
  }
  for (int i = 0; i < 2; ++i) {
    std::uint64_t count = 0;
    if (::read(ends[0], &count, sizeof count) == sizeof count) total += count;
    ::wait(nullptr);
  }
  return total;
}

std::uint64_t count_opened(const std::string& trail) {
  auto source = knox::io::Source::open(trail, {});
  if (!source) return 0;
  knox::bsm::TrailFramer framer;
  knox::io::Reader reader(*source, framer, [](const knox::io::Damage&) {});
  std::uint64_t count = 0;
  for (knox::io::Frame frame; reader.next(frame).value_or(false);) {
    count += knox::as_chars(frame.bytes).find(kOpened) != std::string_view::npos ? 1 : 0;
  }
  return count;
}

void measure_rate(const std::string& auditpipe) {
  const std::string trail = "/dev/shm/knox-live.bsm";
  const int in = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int out = ::open(trail.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const pid_t pid = knox::bench::start({auditpipe, "--arm", "fr"}, in, out);
  ::poll(nullptr, 0, 1500);  // until it is armed
  const std::uint64_t done = burst();
  ::poll(nullptr, 0, 500);
  ::kill(pid, SIGINT);
  int status = 0;
  rusage usage = {};
  ::wait4(pid, &status, 0, &usage);
  const std::uint64_t found = count_opened(trail);
  ::unlink(trail.c_str());
  const double seconds = std::chrono::duration<double>(kBurst).count();
  const double cpu = static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                     static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  // SYSCALL, CWD, PATH, PROCTITLE and EOE for each
  std::printf(
      "%.0f events/s, %.0f records/s: %llu done, %llu found, exit status %d, %.1f s of CPU, %ld MiB\n",
      static_cast<double>(done) / seconds, static_cast<double>(done) * 5 / seconds,
      static_cast<unsigned long long>(done), static_cast<unsigned long long>(found), WEXITSTATUS(status), cpu,
      usage.ru_maxrss / 1024);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: live BUILD\n", stderr);
    return 2;
  }
  const std::string auditpipe = knox::bench::find_tool(argv[1], "auditpipe");
  const std::string commands = knox::bench::find_tool(argv[1], "commands");
  if (auditpipe.empty() || commands.empty() || ::geteuid() != 0) {
    std::fprintf(stderr, "live: no auditpipe and commands in %s, or not root\n", argv[1]);
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  measure_latency("commands --arm", {{commands, "--arm"}});
  measure_latency("auditpipe --arm ex | commands", {{auditpipe, "--arm", "ex"}, {commands}});
  measure_rate(auditpipe);
}

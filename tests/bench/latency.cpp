// latency: how long a record takes through a live pipe. Run by hand.
//
//   latency BUILD
//
// Starts `bsm2json -` from the build directory, writes one record into it, waits for the first byte of
// output, reads on to the end of the line, and does so again 50 times, the pipe staying open all the while.
// The time from the start of the program to its first byte is shown by itself; it is not in the others.
#include <poll.h>
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
#include "support/bsm_builder.h"

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRounds = 50;
constexpr int kPatience = 5000;  // milliseconds until a tool that says nothing is given up
constexpr int kPause = 2;        // milliseconds between records, so that the reader is asleep again

double milliseconds_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

std::string record(std::uint32_t number) {
  return knox::test::RecordBuilder({.event = 23, .seconds = 1715677923 + number})
      .exec_args({"echo", std::to_string(number)})
      .path("/bin/echo")
      .subject32({.auid = 501, .euid = 501, .egid = 20, .ruid = 501, .rgid = 20, .pid = number})
      .return32(0, 0)
      .finish();
}

// Reads what there is into `text`; false at the end, or if nothing comes.
bool read_some(int from, std::string& text) {
  pollfd waiting = {.fd = from, .events = POLLIN, .revents = 0};
  if (poll(&waiting, 1, kPatience) != 1) return false;
  std::array<char, 65536> block;
  const ssize_t size = read(from, block.data(), block.size());
  if (size > 0) text.assign(block.data(), static_cast<std::size_t>(size));
  return size > 0;
}

// From writing a record, or from `begin`, to the first byte of its line. Negative if there is none.
double round_trip(int to, int from, std::uint32_t number, Clock::time_point begin) {
  const std::string bytes = record(number);
  if (begin == Clock::time_point()) begin = Clock::now();
  if (write(to, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) return -1;
  std::string text;
  if (!read_some(from, text)) return -1;
  const double elapsed = milliseconds_since(begin);
  while (!text.ends_with('\n')) {
    if (!read_some(from, text)) return -1;
  }
  return elapsed;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: latency BUILD\n", stderr);
    return 2;
  }
  const std::string bsm2json = knox::bench::find_tool(argv[1], "bsm2json");
  if (bsm2json.empty()) {
    std::fprintf(stderr, "latency: no bsm2json in %s\n", argv[1]);
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  const std::array<int, 2> in = knox::bench::open_pipe(), out = knox::bench::open_pipe();

  const Clock::time_point begin = Clock::now();
  const pid_t pid = knox::bench::start({bsm2json, "-"}, in[0], out[1]);
  close(in[0]);
  close(out[1]);
  const double first = round_trip(in[1], out[0], 0, begin);
  std::vector<double> times;
  for (std::uint32_t i = 1; i <= kRounds && first >= 0; ++i) {
    poll(nullptr, 0, kPause);
    times.push_back(round_trip(in[1], out[0], i, {}));
  }
  close(in[1]);
  waitpid(pid, nullptr, 0);

  if (first < 0 || std::ranges::min(times) < 0) {
    std::fputs("latency: bsm2json wrote nothing\n", stderr);
    return 2;
  }
  std::ranges::sort(times);
  std::printf("start to first byte:  %8.3f ms\n", first);
  std::printf("record to first byte: %8.3f ms (median of %d, worst %.3f)\n", times[times.size() / 2], kRounds,
              times.back());
}

// bench: how fast the tools read a BSM trail, a Linux Audit log, and eslogger's lines. Run by hand, on a
// machine that does nothing else.
//
//   bench [-n RUNS] [-s BYTES] [-d DIRECTORY] BUILD [bsm | linux | es | ulog | ulog_text]
//
//     BUILD         the build directory; the tools and the makers of trails are looked for there
//     -n RUNS       how often each command runs, the median counts (default 5)
//     -s BYTES      the size of the trail, and of the log (default 200000000)
//     -d DIRECTORY  where these are kept; they are made if they are not there (default $TMPDIR, or /tmp)
//
//   $ cmake -B build -DCMAKE_BUILD_TYPE=Release && cmake --build build && build/tests/bench build
//
// Every command writes to /dev/null. The table shows the megabytes (10^6 bytes) of trail that it reads with
// one thread in a second of processor time (user and system) and in a second on the clock; with all threads
// on the clock: of the trail, of the same compressed by gzip and by zstd, and from a pipe; and the most
// memory it held then, in megabytes. The pages of a file that is mapped into memory count too, and a process
// begins with the 3 MB or so of the bench that started it. What could not be run has a -. The peers need
// minutes where these need a second, so they read a smaller trail, once. (laurel is not among them: it reads
// from auditd only, with a configuration of its own.)
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "bench/process.h"

namespace {

using knox::bench::find_tool;
using knox::bench::start;
using Words = std::vector<std::string>;

std::uint64_t count_records(const std::string& path);
std::uint64_t count_lines(const std::string& path);

struct Suite {
  std::string name;  // and the extension of its trail
  Words maker;       // of the trail: a program beside this one, and what it needs to be told
  std::uint64_t (*count)(const std::string& path);
  std::vector<Words> commands;
  std::vector<Words> peers;  // the trail's path is their last word
  std::uint64_t peer_bytes;
};

const std::vector<Suite> kSuites = {
    {"bsm",
     {"make_trail"},
     &count_records,
     {{"bsm2json"},
      {"bsm2json", "--format", "text"},
      {"bsm2json", "--format", "xml"},
      {"bsm2json", "--format", "tokens"},
      {"bsm2json", "--format", "ecs"},
      {"bsm2json", "--class", "lo"},
      {"commands"},
      {"commands", "--format", "json"},
      {"proctree"},
      {"proctree", "--summary"}},
     {{"praudit", "-l"}, {"praudit", "-x"}},
     2'000'000},
    {"linux",
     {"make_log"},
     &count_lines,
     {{"auparse"},
      {"auparse", "--format", "json"},
      {"auparse", "--format", "yaml"},
      {"auparse", "--interpret"},
      {"auparse", "--interpret", "--format", "json"},
      {"auparse", "--format", "csv"},
      {"auparse", "--format", "ecs"},
      {"auparse", "--message", "USER_CMD"},
      {"auparse", "--summary"},
      {"commands"},
      {"commands", "--format", "json"},
      {"proctree"},
      {"proctree", "--summary"}},
     {{"ausearch", "--raw", "-if"},
      {"ausearch", "-m", "USER_CMD", "--raw", "-if"},
      {"ausearch", "-i", "-if"},
      {"ausearch", "--format", "csv", "-if"},
      {"aureport", "--summary", "-if"}},
     20'000'000},
    {"es",
     {"make_es"},
     &count_lines,
     {{"commands"},
      {"commands", "--format", "json"},
      {"commands", "--format", "ecs"},
      {"commands", "--command", "curl"},
      {"events"},
      {"events", "--format", "ecs"}},
     {{"jq", "-c", ".event.exec.args"}},
     20'000'000},
    {"ulog",
     {"make_ulog", "ndjson"},
     &count_lines,
     {{"ulogfilter", "--predicate", R"(subsystem == "com.apple.TCC" AND category == "access")"},
      {"ulogfilter", "--predicate", R"(process == "tccd" AND eventMessage CONTAINS "Microphone")"},
      {"ulogfilter", "--format", "json"},
      {"ulogfilter", "--format", "ecs"}},
     {{"jq", "-c", R"(select(.subsystem == "com.apple.TCC" and .category == "access"))"},
      {"grep", "-F", "com.apple.TCC"}},
     20'000'000},
    {"ulog_text",
     {"make_ulog", "default"},
     &count_lines,
     {{"ulogfilter", "--predicate", R"(subsystem == "com.apple.TCC" AND category == "access")"},
      {"ulogfilter", "--format", "json"}},
     {{"grep", "-F", "com.apple.TCC"}},
     20'000'000},
};

struct Options {
  int runs = 5;
  std::uint64_t bytes = 200'000'000;
  std::string directory;
  std::string build;
  std::string suite;  // empty: all
};

struct Trail {
  std::string path;
  std::uint64_t bytes = 0;
  std::uint64_t records = 0;
};

struct Run {
  double processor = 0;  // seconds
  double clock = 0;
  double memory = 0;  // megabytes
  int status = 0;     // as wait4 gives it
};

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double megabytes(long max_rss) {
#ifdef __APPLE__
  return static_cast<double>(max_rss) / 1e6;
#else
  return static_cast<double>(max_rss) * 1024 / 1e6;
#endif
}

// Copies the trail into a pipe, in a process of its own. Ends when the reader does.
pid_t feed(const std::string& path, const std::array<int, 2>& pipe_ends) {
  const pid_t pid = fork();
  if (pid != 0) return pid;
  close(pipe_ends[0]);
  const int file = open(path.c_str(), O_RDONLY);
  std::array<char, 65536> block;
  for (ssize_t size = 0; (size = read(file, block.data(), block.size())) > 0;) {
    for (ssize_t done = 0; done < size;) {
      const ssize_t written = write(pipe_ends[1], block.data() + done, static_cast<std::size_t>(size - done));
      if (written < 0) _exit(1);
      done += written;
    }
  }
  _exit(0);
}

Run measure(Words command, const std::string& path, bool from_pipe) {
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  std::array<int, 2> ends = {null, -1};
  pid_t feeder = -1;
  if (from_pipe) {
    if (pipe(ends.data()) != 0) std::abort();
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    feeder = feed(path, ends);
    close(ends[1]);
    command.push_back("-");
  } else {
    command.push_back(path);
  }

  const auto begin = std::chrono::steady_clock::now();
  const pid_t pid = start(command, ends[0], null);
  if (from_pipe) close(ends[0]);
  Run run;
  rusage usage = {};
  wait4(pid, &run.status, 0, &usage);
  run.clock = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  run.processor = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  run.memory = megabytes(usage.ru_maxrss);
  if (from_pipe) waitpid(feeder, nullptr, 0);
  close(null);
  return run;
}

double median(const std::vector<Run>& runs, double Run::*what) {
  std::vector<double> values;
  for (const Run& run : runs) values.push_back(run.*what);
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::vector<Run> repeat(const Words& command, const std::string& path, bool from_pipe, int runs) {
  std::vector<Run> results;
  for (int i = 0; i < runs; ++i) results.push_back(measure(command, path, from_pipe));
  for (const Run& run : results) {
    if (!WIFEXITED(run.status) || WEXITSTATUS(run.status) != 0) return {};
  }
  return results;
}

// No runs: they failed.
void print_speed(const Trail& trail, const std::vector<Run>& runs, double Run::*time = &Run::clock) {
  if (runs.empty()) {
    std::printf(" %9s", "-");
  } else {
    std::printf(" %9.0f", static_cast<double>(trail.bytes) / 1e6 / std::max(median(runs, time), 1e-6));
  }
  std::fflush(stdout);
}

// `is_peer`: it knows of no threads.
void bench(const Words& words, const std::string& tool, const Trail& trail, bool is_peer, int runs) {
  std::string name = words[0];
  for (std::size_t i = 1; i < words.size(); ++i) name += ' ' + words[i];
  std::printf("%-36s", name.c_str());
  if (tool.empty()) {
    std::printf(" not installed\n");
    return;
  }
  Words one = words, all = words;
  one[0] = all[0] = tool;
  if (!is_peer) one.insert(one.begin() + 1, {"--threads", "1"});
  const std::vector<Run> alone = repeat(one, trail.path, false, runs);
  print_speed(trail, alone, &Run::processor);
  print_speed(trail, alone);
  if (!is_peer) {
    const std::vector<Run> together = repeat(all, trail.path, false, runs);
    print_speed(trail, together);
    for (const char* const suffix : {".gz", ".zst"})
      print_speed(trail, repeat(all, trail.path + suffix, false, runs));
    print_speed(trail, repeat(all, trail.path, true, runs));
    if (!together.empty()) std::printf(" %9.1f", median(together, &Run::memory));
  }
  std::putchar('\n');
}

// Hops from header to header.
std::uint64_t count_records(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return 0;
  std::uint64_t records = 0;
  std::array<unsigned char, 65536> record;
  while (std::fread(record.data(), 1, 5, file) == 5) {
    const std::size_t size = static_cast<std::size_t>(record[3]) << 8 | record[4];
    if (size < 5 || std::fread(record.data(), 1, size - 5, file) != size - 5) break;
    ++records;
  }
  std::fclose(file);
  return records;
}

std::uint64_t count_lines(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return 0;
  std::uint64_t lines = 0;
  std::array<char, 65536> block;
  for (std::size_t size = 0; (size = std::fread(block.data(), 1, block.size(), file)) > 0;) {
    lines += static_cast<std::uint64_t>(
        std::count(block.begin(), block.begin() + static_cast<std::ptrdiff_t>(size), '\n'));
  }
  std::fclose(file);
  return lines;
}

// The trail of that size, made if it is absent. Its `records` are 0 if that fails.
Trail get_trail(const Suite& suite, const Options& options, std::uint64_t bytes) {
  Trail trail;
  trail.path = options.directory + "/knox-bench-" + std::to_string(bytes) + "." + suite.name;
  if (access(trail.path.c_str(), R_OK) != 0) {
    const std::string unfinished = trail.path + ".new";
    Words maker = suite.maker;
    maker[0] = find_tool(options.build, maker[0]);
    maker.insert(maker.end(), {std::to_string(bytes), unfinished});
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    int status = 0;
    waitpid(start(maker, null, null), &status, 0);
    close(null);
    if (status == 0) std::rename(unfinished.c_str(), trail.path.c_str());
  }
  struct stat info = {};
  if (stat(trail.path.c_str(), &info) != 0) return trail;
  trail.bytes = static_cast<std::uint64_t>(info.st_size);
  trail.records = suite.count(trail.path);
  return trail;
}

void print_heading(const Trail& trail) {
  std::printf("%s: %.0f MB, %llu records\n", trail.path.c_str(), static_cast<double>(trail.bytes) / 1e6,
              static_cast<unsigned long long>(trail.records));
  std::printf("%-36s %9s %9s %9s %9s %9s %9s %9s\n", "", "1: cpu", "1: clock", "all", ".gz", ".zst", "pipe",
              "peak MB");
}

std::string find_in_path(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream places(path == nullptr ? "" : path);
  for (std::string place; std::getline(places, place, ':');) {
    const std::string program = place + '/' + name;
    if (access(program.c_str(), X_OK) == 0) return program;
  }
  return {};
}

bool parse(int argc, char** argv, Options& options) {
  const char* temporary = std::getenv("TMPDIR");
  options.directory = temporary == nullptr ? "/tmp" : temporary;
  for (int letter = 0; (letter = getopt(argc, argv, "n:s:d:")) != -1;) {
    switch (letter) {
      case 'n': options.runs = std::atoi(optarg); break;
      case 's': options.bytes = std::strtoull(optarg, nullptr, 10); break;
      case 'd': options.directory = optarg; break;
      default: return false;
    }
  }
  const int words = argc - optind;
  if (words < 1 || words > 2 || options.runs < 1 || options.bytes == 0) return false;
  options.build = argv[optind];
  if (words == 2) options.suite = argv[optind + 1];
  const auto is_it = [&](const Suite& suite) { return suite.name == options.suite; };
  return options.suite.empty() || std::any_of(kSuites.begin(), kSuites.end(), is_it);
}

// Beside the trail, if it is not there.
void compress(const Trail& trail, const char* program, const char* suffix) {
  const std::string path = trail.path + suffix, tool = find_in_path(program);
  if (access(path.c_str(), R_OK) == 0 || tool.empty()) return;
  const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int file = open((path + ".new").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  int status = 0;
  waitpid(start({tool, "-c", trail.path}, null, file), &status, 0);
  close(file);
  close(null);
  if (status == 0) std::rename((path + ".new").c_str(), path.c_str());
}

bool run(const Suite& suite, const Options& options) {
  const Trail trail = get_trail(suite, options, options.bytes);
  const Trail peer_trail = get_trail(suite, options, suite.peer_bytes);
  if (trail.records == 0 || peer_trail.records == 0) {
    std::fprintf(stderr, "bench: nothing to read in %s, and %s of %s made nothing\n",
                 options.directory.c_str(), suite.maker[0].c_str(), options.build.c_str());
    return false;
  }
  compress(trail, "gzip", ".gz");
  compress(trail, "zstd", ".zst");
  print_heading(trail);
  for (const Words& words : suite.commands) {
    bench(words, find_tool(options.build, words[0]), trail, false, options.runs);
  }
  std::putchar('\n');
  print_heading(peer_trail);
  for (const Words& words : suite.peers) bench(words, find_in_path(words[0]), peer_trail, true, 1);
  std::putchar('\n');
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (!parse(argc, argv, options)) {
    std::fputs("usage: bench [-n RUNS] [-s BYTES] [-d DIRECTORY] BUILD [bsm | linux | es]\n", stderr);
    return 2;
  }
  for (const Suite& suite : kSuites) {
    if (!options.suite.empty() && suite.name != options.suite) continue;
    if (!run(suite, options)) return 2;
  }
}

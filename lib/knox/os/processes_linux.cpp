#include <dirent.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <memory>
#include <optional>
#include <string_view>

#include "knox/os/processes_system.h"

namespace knox::os {

namespace {

std::optional<std::uint32_t> number_of(std::string_view text) {
  std::uint32_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && rest == end ? std::optional(number) : std::nullopt;
}

// What follows "Key:\t" in /proc/PID/status.
std::string_view text_after(std::string_view status, std::string_view key) {
  const std::size_t at = status.find(key);
  if (at == status.npos) return {};
  const std::string_view rest = status.substr(at + key.size());
  return rest.substr(0, rest.find('\n'));
}

// The first numbers of it; 0 for those that are not there.
std::array<std::uint32_t, 2> numbers_in(std::string_view rest) {
  std::array<std::uint32_t, 2> numbers = {};
  for (std::uint32_t& number : numbers) {
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
    const std::size_t size = std::min(rest.find_first_of(" \t"), rest.size());
    number = number_of(rest.substr(0, size)).value_or(0);
    rest.remove_prefix(size);
  }
  return numbers;
}

std::string executed_file(const std::string& directory) {
  constexpr std::string_view kGone = " (deleted)";  // put behind the path of one that was replaced meanwhile
  std::array<char, 4096> target;
  const ssize_t size = ::readlink((directory + "/exe").c_str(), target.data(), target.size());
  std::string_view path(target.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  if (path.ends_with(kGone)) path.remove_suffix(kGone.size());
  return std::string(path);
}

// A process is named after the file that it executed, cut to kMostName bytes: for a script that is the
// script, which the interpreter has as an argument.
constexpr std::size_t kMostName = 15;

std::string_view script_of(const RunningProcess& process, std::string_view name) {
  const auto has_name = [&](std::string_view path) {
    return path.substr(path.rfind('/') + 1).substr(0, kMostName) == name;
  };
  if (name.empty() || has_name(process.path)) return {};
  std::string_view rest = process.args;
  while (!rest.empty()) {
    rest.remove_prefix(std::min(rest.find('\0'), rest.size() - 1) + 1);
    const std::string_view argument = rest.substr(0, rest.find('\0'));
    if (has_name(argument)) return argument;
  }
  return {};
}

std::optional<RunningProcess> process_in(const std::string& directory, std::uint32_t pid) {
  const std::string status = text_of(directory + "/status");
  if (status.empty()) return std::nullopt;
  RunningProcess process{.pid = pid};
  process.ppid = numbers_in(text_after(status, "\nPPid:\t"))[0];
  const auto [ruid, euid] = numbers_in(text_after(status, "\nUid:\t"));
  process.ruid = ruid;
  process.euid = euid;
  process.path = executed_file(directory);
  process.args = text_of(directory + "/cmdline");
  const std::string_view name = text_after(status, "Name:\t");
  process.script = script_of(process, name);
  if (process.path.empty() && process.args.empty()) process.path = name;
  return process;
}

}  // namespace

// With read(2), not with a stream: std::ifstream throws when a file that could be opened cannot be read,
// which happens to a process that ends between the two.
std::string text_of(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return {};
  std::string text;
  std::array<char, 4096> block;
  for (;;) {
    const ssize_t size = ::read(fd, block.data(), block.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    text.append(block.data(), static_cast<std::size_t>(size));
  }
  ::close(fd);
  return text;
}

std::vector<RunningProcess> system_processes() {
  std::vector<RunningProcess> processes;
  struct Close {
    void operator()(DIR* directory) const { ::closedir(directory); }
  };
  const std::unique_ptr<DIR, Close> proc(::opendir("/proc"));
  if (proc == nullptr) return processes;
  while (const dirent* const entry = ::readdir(proc.get())) {
    const std::optional<std::uint32_t> pid = number_of(entry->d_name);
    if (!pid) continue;
    if (auto process = process_in(std::string("/proc/") + entry->d_name, *pid)) {
      processes.push_back(std::move(*process));
    }
  }
  return processes;
}

void be_on_time() noexcept {
  constexpr unsigned long kTimerSlack = 50'000;  // nanoseconds, what the kernel begins with
  (void)::prctl(PR_SET_TIMERSLACK, kTimerSlack, 0, 0, 0);
}

}  // namespace knox::os

#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string_view>

#include "knox/os/processes.h"

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

// All of it; empty where there is nothing, or not for us.
std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string target_of(const std::string& link) {
  std::array<char, 4096> target;
  const ssize_t size = ::readlink(link.c_str(), target.data(), target.size());
  return size > 0 ? std::string(target.data(), static_cast<std::size_t>(size)) : std::string();
}

std::optional<RunningProcess> process_in(const std::string& directory, std::uint32_t pid) {
  const std::string status = text_of(directory + "/status");
  if (status.empty()) return std::nullopt;
  RunningProcess process{.pid = pid};
  process.ppid = numbers_in(text_after(status, "\nPPid:\t"))[0];
  const auto [ruid, euid] = numbers_in(text_after(status, "\nUid:\t"));
  process.ruid = ruid;
  process.euid = euid;
  process.path = target_of(directory + "/exe");
  process.args = text_of(directory + "/cmdline");
  if (process.path.empty() && process.args.empty()) process.path = text_after(status, "Name:\t");
  return process;
}

}  // namespace

std::vector<RunningProcess> running_processes() {
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

}  // namespace knox::os

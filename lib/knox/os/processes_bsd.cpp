#include <sys/types.h>
// These need it.
#include <sys/sysctl.h>
#ifdef __APPLE__
#include <libproc.h>
#include <sys/proc_info.h>
#else
#include <sys/user.h>
#endif

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <initializer_list>
#include <string_view>

#include "knox/os/processes_system.h"

namespace knox::os {

namespace {

// What sysctl(3) has under that name; empty: nothing, or not for us.
std::vector<char> read_sysctl(std::initializer_list<int> name) {
  std::vector<int> mib(name);
  std::vector<char> bytes;
  for (int attempt = 0; attempt < 8; ++attempt) {
    std::size_t size = 0;
    if (::sysctl(mib.data(), static_cast<unsigned>(mib.size()), nullptr, &size, nullptr, 0) != 0) return {};
    size += size / 8;  // it may grow meanwhile
    bytes.resize(size);
    if (::sysctl(mib.data(), static_cast<unsigned>(mib.size()), bytes.data(), &size, nullptr, 0) == 0) {
      bytes.resize(size);
      return bytes;
    }
    if (errno != ENOMEM) return {};
  }
  return {};
}

#ifdef __APPLE__

std::vector<char> all_processes() {
  return read_sysctl({CTL_KERN, KERN_PROC, KERN_PROC_ALL, 0});
}

RunningProcess facts_of(const kinfo_proc& info) {
  return {.pid = static_cast<std::uint32_t>(info.kp_proc.p_pid),
          .ppid = static_cast<std::uint32_t>(info.kp_eproc.e_ppid),
          .ruid = info.kp_eproc.e_pcred.p_ruid,
          .euid = info.kp_eproc.e_ucred.cr_uid};
}

const char* name_of(const kinfo_proc& info) {
  return info.kp_proc.p_comm;
}

std::string path_of(int pid) {
  std::array<char, PROC_PIDPATHINFO_MAXSIZE> path;
  const int size = ::proc_pidpath(pid, path.data(), path.size());
  return size > 0 ? std::string(path.data(), static_cast<std::size_t>(size)) : std::string();
}

// KERN_PROCARGS2: argc, the path, NULs, then the arguments and the environment.
std::string args_of(int pid) {
  const std::vector<char> bytes = read_sysctl({CTL_KERN, KERN_PROCARGS2, pid});
  int count = 0;
  if (bytes.size() < sizeof count) return {};
  std::memcpy(&count, bytes.data(), sizeof count);
  const std::string_view all(bytes.data() + sizeof count, bytes.size() - sizeof count);
  const std::size_t begin = all.find_first_not_of('\0', std::min(all.find('\0'), all.size()));
  if (begin == all.npos) return {};
  std::size_t end = begin;
  for (; count > 0; --count) {
    const std::size_t next = all.find('\0', end);
    if (next == all.npos) break;
    end = next + 1;
  }
  return std::string(all.substr(begin, end - begin));
}

#else

std::vector<char> all_processes() {
  return read_sysctl({CTL_KERN, KERN_PROC, KERN_PROC_PROC});
}

RunningProcess facts_of(const kinfo_proc& info) {
  return {.pid = static_cast<std::uint32_t>(info.ki_pid),
          .ppid = static_cast<std::uint32_t>(info.ki_ppid),
          .ruid = info.ki_ruid,
          .euid = info.ki_uid};
}

const char* name_of(const kinfo_proc& info) {
  return info.ki_comm;
}

std::string path_of(int pid) {
  const std::vector<char> path = read_sysctl({CTL_KERN, KERN_PROC, KERN_PROC_PATHNAME, pid});
  return {path.begin(), std::ranges::find(path, '\0')};
}

std::string args_of(int pid) {
  const std::vector<char> args = read_sysctl({CTL_KERN, KERN_PROC, KERN_PROC_ARGS, pid});
  return {args.begin(), args.end()};
}

#endif

}  // namespace

std::vector<RunningProcess> system_processes() {
  const std::vector<char> bytes = all_processes();
  std::vector<RunningProcess> processes;
  kinfo_proc info;
  for (std::size_t at = 0; bytes.size() - at >= sizeof info; at += sizeof info) {
    std::memcpy(&info, bytes.data() + at, sizeof info);
    RunningProcess& process = processes.emplace_back(facts_of(info));
    process.path = path_of(static_cast<int>(process.pid));
    process.args = args_of(static_cast<int>(process.pid));
    if (process.path.empty() && process.args.empty()) process.path = name_of(info);
  }
  return processes;
}

void be_on_time() noexcept {}  // nobody else decides

}  // namespace knox::os

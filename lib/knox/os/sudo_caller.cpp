#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "knox/os/privileges.h"
#include "knox/os/privileges_system.h"

namespace knox::os {

namespace {

std::optional<std::uint32_t> number_in(const char* variable) noexcept {
  const char* const text = std::getenv(variable);
  if (text == nullptr) return std::nullopt;
  std::uint32_t number = 0;
  const char* const end = text + std::strlen(text);
  const auto [last, error] = std::from_chars(text, end, number);
  return error == std::errc() && last == end ? std::optional(number) : std::nullopt;
}

struct Caller {
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;
  std::string name = {}, home = {}, shell = {};  // empty: nobody knows
};

#ifdef __APPLE__
using ListedGroup = int;
#else
using ListedGroup = gid_t;
#endif

// All groups of the user, as a login would have them.
std::optional<Caller> find_caller() {
  const auto uid = number_in("SUDO_UID");
  if (::getuid() != 0 || ::geteuid() != 0 || is_elevated() || !uid || *uid == 0) return std::nullopt;
  const passwd* const user = ::getpwuid(*uid);
  Caller caller{.uid = *uid, .gid = 0, .groups = {}};
  if (user != nullptr) {
    caller.name = user->pw_name;
    caller.home = user->pw_dir;
    caller.shell = user->pw_shell;
  }
  caller.gid = user != nullptr ? user->pw_gid : number_in("SUDO_GID").value_or(static_cast<gid_t>(-2));
  std::array<ListedGroup, 256> groups;
  int count = static_cast<int>(groups.size());
  if (user != nullptr &&
      ::getgrouplist(user->pw_name, static_cast<ListedGroup>(caller.gid), groups.data(), &count) >= 0) {
    caller.groups.assign(groups.begin(), groups.begin() + count);
  } else {
    caller.groups = {caller.gid};
  }
  return caller;
}

const std::optional<Caller>& caller() {
  static const std::optional<Caller> found = find_caller();
  return found;
}

// What root itself had.
std::vector<gid_t>& own_groups() {
  static std::vector<gid_t> groups;
  return groups;
}

#ifdef __linux__
using GroupCount = std::size_t;
#else
using GroupCount = int;
#endif

bool set_groups(const std::vector<gid_t>& groups) noexcept {
  return ::setgroups(static_cast<GroupCount>(groups.size()), groups.data()) == 0;
}

}  // namespace

std::optional<uid_t> sudo_caller() noexcept {
  return caller() ? std::optional(caller()->uid) : std::nullopt;
}

AsCaller::AsCaller() noexcept {
  if (!caller() || ::geteuid() != 0) return;
  const int count = ::getgroups(0, nullptr);
  own_groups().resize(static_cast<std::size_t>(count < 0 ? 0 : count));
  if (::getgroups(count, own_groups().data()) != count || !set_groups(caller()->groups) ||
      ::setegid(caller()->gid) != 0 || ::seteuid(caller()->uid) != 0) {
    ::_exit(2);
  }
}

AsCaller::~AsCaller() {
  if (!caller() || ::getuid() != 0) return;
  if (::seteuid(0) != 0 || ::setegid(::getgid()) != 0 || !set_groups(own_groups())) ::_exit(2);
}

void become_caller() noexcept {
  if (!caller() || ::getuid() != 0) return;
  const uid_t uid = caller()->uid;
  const gid_t gid = caller()->gid;
  if (!set_groups(caller()->groups) || ::setgid(gid) != 0 || ::setuid(uid) != 0 || ::getuid() != uid ||
      ::geteuid() != uid || ::setuid(0) == 0) {
    ::_exit(2);
  }
}

std::vector<std::string> caller_environment() {
  std::vector<std::string> variables = start_environment();
  if (!caller() || caller()->name.empty()) return variables;
  const Caller& c = *caller();
  const auto set = [&](std::string_view name, const std::string& value) {
    const std::string start = std::string(name) + '=';
    std::erase_if(variables, [&](const std::string& variable) { return variable.starts_with(start); });
    variables.push_back(start + value);
  };
  set("HOME", c.home);
  set("SHELL", c.shell);
  set("USER", c.name);
  set("LOGNAME", c.name);
  return variables;
}

bool is_in_audit_directory(const std::string& path) {
  const std::string directory = std::string(kAuditDirectory) + '/';
  const std::size_t slash = path.rfind('/');
  const std::string name = path.substr(slash + 1);
  if (name.empty() || name == "." || name == "..") return false;
  if (slash != path.npos) return path.substr(0, slash + 1) == directory;
  struct stat here = {}, there = {};
  return ::stat(".", &here) == 0 && ::stat(directory.c_str(), &there) == 0 && here.st_dev == there.st_dev &&
         here.st_ino == there.st_ino;
}

bool only_root_can_replace(const std::string& path) {
  constexpr mode_t kOthersMayWrite = S_IWGRP | S_IWOTH;
  std::array<char, PATH_MAX> real;
  if (::realpath(path.c_str(), real.data()) == nullptr) return false;
  for (std::string part = real.data(); !part.empty(); part.resize(part.rfind('/'))) {
    struct stat status = {};
    if (::stat(part.c_str(), &status) != 0 || status.st_uid != 0 || (status.st_mode & kOthersMayWrite) != 0) {
      return false;
    }
  }
  return true;
}

}  // namespace knox::os

#include <linux/capability.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>

#include "knox/os/privileges.h"
#include "knox/os/privileges_system.h"

namespace knox::os {

namespace {

using Sets = std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3>;

long capabilities(long call, Sets& sets) {
  __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  return ::syscall(call, &header, sets.data());
}

}  // namespace

const char* const kAuditDirectory = "/var/log/audit";

bool started_elevated() noexcept {
  return ::getauxval(AT_SECURE) != 0;
}

bool has_capabilities() noexcept {
  Sets sets = {};
  if (capabilities(SYS_capget, sets) != 0) return true;  // nobody can say that it has none
  for (const auto& set : sets) {
    if (set.permitted != 0) return true;
  }
  return false;
}

bool use_capabilities(bool in_effect) noexcept {
  Sets sets = {};
  if (capabilities(SYS_capget, sets) != 0) return false;
  for (auto& set : sets) set.effective = in_effect ? set.permitted : 0;
  return capabilities(SYS_capset, sets) == 0;
}

bool drop_capabilities() noexcept {
  Sets none = {};
  return capabilities(SYS_capset, none) == 0 && !has_capabilities();
}

std::string own_path() {
  std::array<char, 4096> path;
  const ssize_t size = ::readlink("/proc/self/exe", path.data(), path.size());
  if (size <= 0 || static_cast<std::size_t>(size) == path.size()) return {};
  return {path.data(), static_cast<std::size_t>(size)};
}

}  // namespace knox::os

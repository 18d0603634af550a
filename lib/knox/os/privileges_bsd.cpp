#include <unistd.h>

#include <array>
#include <climits>
#include <cstdlib>
#ifdef __APPLE__
#include <mach-o/dyld.h>
#else
#include <sys/types.h>
// after sys/types.h
#include <sys/sysctl.h>
#endif

#include "knox/os/privileges.h"
#include "knox/os/privileges_system.h"

namespace knox::os {

const char* const kAuditDirectory = "/var/audit";

bool started_elevated() noexcept {
  return ::issetugid() != 0;
}

bool has_capabilities() noexcept {
  return false;
}
bool use_capabilities(bool) noexcept {
  return true;
}
bool drop_capabilities() noexcept {
  return true;
}

std::string own_path() {
  std::array<char, PATH_MAX> path;
#ifdef __APPLE__
  std::uint32_t size = path.size();
  if (::_NSGetExecutablePath(path.data(), &size) != 0) return {};
#else
  int name[] = {CTL_KERN, KERN_PROC, KERN_PROC_PATHNAME, -1};
  std::size_t size = path.size();
  if (::sysctl(name, 4, path.data(), &size, nullptr, 0) != 0) return {};
#endif
  std::array<char, PATH_MAX> absolute;
  return ::realpath(path.data(), absolute.data()) == nullptr ? std::string() : absolute.data();
}

}  // namespace knox::os

#include "knox/kernel/default_source.h"

#include <unistd.h>

namespace knox::kernel {

std::string_view default_source(const std::string& root) {
  const bool has_eslogger = ::access((root + "/usr/bin/eslogger").c_str(), X_OK) == 0;
  const bool audits = ::access((root + "/etc/security/audit_control").c_str(), F_OK) == 0;
  return has_eslogger && !audits ? "es" : "audit";
}

}  // namespace knox::kernel

// Which source has what happens now on a host, where nobody chose one.
#pragma once

#include <string>
#include <string_view>

namespace knox::kernel {

// "es" on a Mac that has eslogger(1) and where auditd(8) is off: it does not start without
// /etc/security/audit_control, which macOS has no more since version 14. Everywhere else "audit". `root` is
// the directory that the host's files are below, for tests; empty: the real one.
std::string_view default_source(const std::string& root = {});

}  // namespace knox::kernel

// Opens the running system's source of audit records: /dev/auditpipe on macOS and FreeBSD, the kernel's audit
// netlink on Linux.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "knox/kernel/audit_pipe.h"
#include "knox/kernel/record_device.h"

namespace knox::kernel {

// Whether a system tells nothing of calls for which there are no rules, so that somebody has to arm.
#ifdef __linux__
inline constexpr bool kHasRules = true;
#else
inline constexpr bool kHasRules = false;
#endif

struct DeviceOptions {
  PipeOptions pipe;  // which records; Linux gives what its rules say, and `pipe.classes` is what --arm is for
  // Also how processes begin and end, whatever the classes are: for whoever follows them.
  bool processes = false;

  // Linux only.
  bool arm = false;  // add the rules that the classes need, until the device is stopped, or this process ends
  bool unicast = false;  // be the audit daemon, instead of listening beside it
  std::string node;      // in front of each line
};

struct Opened {
  std::unique_ptr<RecordDevice> device;
  std::vector<std::string> notes;  // why there may be nothing to read, and what to do
};

struct OpenError {
  std::string message;          // what happened, and what to do unless root can do it
  bool rights_missing = false;  // root can
};

// Brings the program's rights back for as long as it needs them (os/privileges.h).
std::expected<Opened, OpenError> open_device(const DeviceOptions& options);

// The command by which root lets whoever may run the program at `path` open the device: "setcap
// cap_audit_read+ep /usr/bin/auditpipe". Empty where only root may.
std::string rights_command(const DeviceOptions& options, const std::string& path);

}  // namespace knox::kernel

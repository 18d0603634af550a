#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>

#include "knox/kernel/linux/netlink.h"
#include "knox/kernel/linux/netlink_messages.h"

namespace knox::kernel {
namespace {

struct Explanation {
  int number;
  std::string_view what;  // empty: whatever was tried
  std::string_view text;
};

constexpr std::string_view kNoAudit = "this kernel has no audit: it was built without CONFIG_AUDIT";

constexpr auto kExplanations = std::to_array<Explanation>({
    {EPROTONOSUPPORT, {}, kNoAudit},
    {EAFNOSUPPORT, {}, kNoAudit},
    {ECONNREFUSED,
     {},
     "kernel audit cannot be controlled from a container: the system's first user namespace is needed"},
    {EPERM, kLocked,
     "the audit configuration is locked (enabled 2), nothing can change it until the next boot"},
    {EEXIST, kBeingDaemon, "another audit daemon is running (`auditon getstat` shows its pid)"},
    {EEXIST, kAddingRule, "the kernel has this rule already"},
    {ENOENT, kDeletingRule, "the kernel has no such rule"},
    {EINVAL, kAddingRule, "the kernel does not take this rule: it may be too old for one of its fields"},
    {ENOENT, kAddingRule, "a directory of the rule's path does not exist"},
    {EINVAL, kChanging, "the kernel does not take this value"},
    {ENOBUFS, kReading, "the kernel has dropped records, which were not taken fast enough"},
    {ETIMEDOUT, {}, "the kernel's audit does not answer"},
});

bool has_capability(unsigned capability) noexcept {
  __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  std::array<__user_cap_data_struct, 2> sets{};
  if (::syscall(SYS_capget, &header, sets.data()) != 0) return false;
  return (sets[capability / 32].effective >> capability % 32 & 1) != 0;
}

bool has_capability_for(std::string_view what) noexcept {
  return has_capability(what == kReading ? CAP_AUDIT_READ : CAP_AUDIT_CONTROL);
}

std::string explain_refusal(std::string_view what) {
  if (has_capability_for(what)) {
    return "kernel audit is out of reach in a container: the system's first user and pid namespace are "
           "needed";
  }
  return what == kReading ? "reading the records of kernel audit needs root or the capability CAP_AUDIT_READ"
                          : "controlling kernel audit needs root or the capability CAP_AUDIT_CONTROL";
}

}  // namespace

bool needs_privilege(const Error& error) noexcept {
  return error.code == Code::kSystem && error.system_errno == EPERM && error.what != kLocked &&
         !has_capability_for(error.what);
}

std::string explain(const Error& error) {
  if (error.code != Code::kSystem) return describe(error);
  for (const Explanation& row : kExplanations) {
    if (row.number == error.system_errno && (row.what.empty() || row.what == error.what)) {
      return std::string(row.text);
    }
  }
  return error.system_errno == EPERM ? explain_refusal(error.what) : describe(error);
}

}  // namespace knox::kernel

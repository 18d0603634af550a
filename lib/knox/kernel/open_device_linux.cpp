#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "knox/convert/linux_select.h"
#include "knox/kernel/netlink_device_linux.h"
#include "knox/kernel/open_device.h"
#include "knox/linux_audit/netlink.h"
#include "knox/os/privileges.h"

namespace knox::kernel {

namespace {

using linux_audit::Armed;
using linux_audit::Control;
using linux_audit::RecordSocket;

// For half a minute's worth of records at a quiet time, and a moment's at the busiest.
constexpr std::size_t kSocketBuffer = 32 * 1024 * 1024;

std::unexpected<Trouble> refused(const Error& error) {
  return std::unexpected(Trouble{linux_audit::explain(error), linux_audit::needs_privilege(error)});
}

// Records go to the network namespace that the system started in, and nowhere else.
bool is_in_other_network() {
  struct stat own = {}, first = {};
  return ::stat("/proc/self/ns/net", &own) == 0 && ::stat("/proc/1/ns/net", &first) == 0 &&
         own.st_ino != first.st_ino;
}

// The rules by which the kernel tells of all that these classes have. "all" is what is in any class, as it is
// for an audit pipe: calls that are in none, such as read(2), are so many that their records would be about
// nothing but the programs that read them.
std::vector<linux_audit::RuleData> rules_of(bsm::ClassSelection classes) {
  constexpr std::uint32_t kNoClass = 0x10000000;  // reserved, of no event
  classes.success &= ~kNoClass;
  classes.failure &= ~kNoClass;
  std::vector<linux_audit::Syscall> both, success, failure;
  const bsm::EventTable events(bsm::Platform::kUnknown);
  for (const convert::WantedCall& call : convert::syscalls_of(classes, events)) {
    (call.success && call.failure ? both : call.success ? success : failure).push_back(call.syscall);
  }
  std::vector<linux_audit::RuleData> rules;
  const auto add = [&](const std::vector<linux_audit::Syscall>& calls, linux_audit::RuleOutcome outcome) {
    std::ranges::move(linux_audit::syscall_rules(calls, outcome, linux_audit::host_arch()),
                      std::back_inserter(rules));
  };
  add(both, linux_audit::RuleOutcome::kBoth);
  add(success, linux_audit::RuleOutcome::kSuccess);
  add(failure, linux_audit::RuleOutcome::kFailure);
  return rules;
}

// Why nothing may come, as far as this process may ask.
std::vector<std::string> look_around(Control& control, const DeviceOptions& options) {
  std::vector<std::string> notes;
  if (is_in_other_network()) {
    notes.push_back(
        "this is another network namespace than the first process has: the kernel sends no records here");
  }
  const auto status = control.status();
  if (!status) return notes;
  if (status->enabled == 0) {
    notes.push_back("auditing is off, so nothing will come; add --arm, or turn it on: auditon setcond on");
  }
  const auto rules = control.rules();
  if (!rules) return notes;
  if (const linux_audit::RuleData* const rule = linux_audit::find_rule_against_all(*rules)) {
    notes.push_back(fmt::format("a rule keeps processes from being audited at all: {}",
                                linux_audit::rule_text(*rule, linux_audit::host_arch())));
  } else if (status->enabled != 0 && rules->empty() && !options.arm) {
    notes.push_back(
        "the kernel has no audit rules, so no system calls will come; add --arm, or rules of your own");
  }
  return notes;
}

}  // namespace

std::expected<Opened, Trouble> open_device(const DeviceOptions& options) {
  if (options.pipe.non_attributable || !options.pipe.users.empty() || options.pipe.queue_limit) {
    return std::unexpected(Trouble{"--na-classes, --auid and --queue are for macOS and FreeBSD"});
  }
  const os::Raised raised;
  // The socket comes first, so that nothing of what arming begins with is missed.
  auto socket = options.unicast ? RecordSocket::open_unicast(kSocketBuffer)
                                : RecordSocket::open_multicast(kSocketBuffer);
  if (!socket) return refused(socket.error());
  std::optional<Armed> armed;
  if (options.arm) {
    auto result = Armed::arm(rules_of(options.pipe.classes));
    if (!result) return std::unexpected(Trouble{result.error(), ::geteuid() != 0});
    armed = std::move(*result);
  }
  Opened opened;
  std::optional<Control> control;
  if (auto asked = Control::open()) control = std::move(*asked);
  if (control) opened.notes = look_around(*control, options);
  opened.device =
      std::make_unique<NetlinkDevice>(std::move(*socket), std::move(control), std::move(armed), options.node);
  return opened;
}

std::string rights_command(const DeviceOptions& options, const std::string& path) {
  const bool control = options.arm || options.unicast;
  return fmt::format("setcap {}cap_audit_read+ep {}", control ? "cap_audit_control," : "", path);
}

}  // namespace knox::kernel

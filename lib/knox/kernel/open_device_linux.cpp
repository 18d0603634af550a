#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "knox/convert/linux_select.h"
#include "knox/kernel/linux/netlink.h"
#include "knox/kernel/netlink_device_linux.h"
#include "knox/kernel/open_device.h"
#include "knox/os/privileges.h"

namespace knox::kernel {

namespace {

// For half a minute's worth of records at a quiet time, and a moment's at the busiest.
constexpr std::size_t kSocketBuffer = 32 * 1024 * 1024;

std::unexpected<OpenError> refused(const Error& error) {
  return std::unexpected(OpenError{explain(error), needs_privilege(error)});
}

// Records go to the network namespace that the system started in, and nowhere else.
bool is_in_other_network() {
  struct stat own = {}, first = {};
  return ::stat("/proc/self/ns/net", &own) == 0 && ::stat("/proc/1/ns/net", &first) == 0 &&
         own.st_ino != first.st_ino;
}

// What programs do by io_uring(7) is no system call, and needs rules of its own.
std::vector<RuleData> uring_rules_of(const bsm::ClassSelection& classes, const bsm::EventTable& events) {
  std::map<RuleOutcome, std::vector<std::uint32_t>> operations;
  for (const convert::WantedOperation& wanted : convert::operations_of(classes, events)) {
    const RuleOutcome one = wanted.success ? RuleOutcome::kSuccess : RuleOutcome::kFailure;
    operations[wanted.success && wanted.failure ? RuleOutcome::kBoth : one].push_back(wanted.operation);
  }
  std::vector<RuleData> rules;
  for (const auto& [outcome, list] : operations) rules.push_back(uring_rule(list, outcome));
  return rules;
}

// The rules by which the kernel tells of all that these classes have. "all" is what is in any class, as it is
// for an audit pipe: calls that are in none, such as read(2), are so many that their records would be about
// nothing but the programs that read them.
// With `processes` they are also of what begins and ends these.
std::vector<RuleData> rules_of(bsm::ClassSelection classes, bool processes) {
  using linux_audit::Syscall;
  constexpr std::uint32_t kNoClass = 0x10000000;  // reserved, of no event
  classes.success &= ~kNoClass;
  classes.failure &= ~kNoClass;
  std::vector<Syscall> both, success, failure;
  const bsm::EventTable events(bsm::Platform::kUnknown);
  for (const convert::WantedCall& call : convert::syscalls_of(classes, events)) {
    (call.success && call.failure ? both : call.success ? success : failure).push_back(call.syscall);
  }
  std::vector<RuleData> rules;
  for (const Syscall call : {Syscall::sys_fork, Syscall::sys_vfork, Syscall::sys_clone, Syscall::sys_clone3,
                             Syscall::sys_execve, Syscall::sys_execveat, Syscall::sys_exit_group}) {
    if (processes && std::ranges::find(both, call) == both.end()) both.push_back(call);
  }
  const auto add = [&](const std::vector<Syscall>& calls, RuleOutcome outcome) {
    std::ranges::move(syscall_rules(calls, outcome, host_arch()), std::back_inserter(rules));
  };
  add(both, RuleOutcome::kBoth);
  add(success, RuleOutcome::kSuccess);
  add(failure, RuleOutcome::kFailure);
  std::ranges::move(uring_rules_of(classes, events), std::back_inserter(rules));
  return rules;
}

// Whether root could arm, where this process could not.
bool is_for_root() {
  auto control = Control::open();
  const auto status = control ? control->status() : std::unexpected(control.error());
  return !status && needs_privilege(status.error());
}

// Why nothing may come, as far as this process may ask.
std::vector<std::string> look_around(Control& control, const DeviceOptions& options) {
  std::vector<std::string> notes;
  if (is_in_other_network()) {
    notes.push_back(
        "this is another network namespace than the first process has: the kernel sends no records here");
  }
  const auto status = control.status();
  if (!status) {
    notes.push_back(
        "what the kernel's queue loses cannot be told: asking for it needs the capability CAP_AUDIT_CONTROL");
    return notes;
  }
  if (options.arm) return notes;  // then it is told as news, and is so
  if (status->enabled == 0) {
    notes.push_back("auditing is off, so nothing will come; add --arm, or turn it on: auditon setcond on");
  }
  const auto rules = control.rules();
  if (!rules) return notes;
  if (const RuleData* const rule = find_rule_against_all(*rules)) {
    notes.push_back(
        fmt::format("a rule keeps processes from being audited at all: {}", rule_text(*rule, host_arch())));
  } else if (status->enabled != 0 && rules->empty()) {
    notes.push_back(
        "the kernel has no audit rules, so no system calls will come; add --arm, or rules of your own");
  }
  return notes;
}

}  // namespace

std::expected<Opened, OpenError> open_device(const DeviceOptions& options) {
  if (options.pipe.non_attributable || !options.pipe.users.empty() || options.pipe.queue_limit) {
    return std::unexpected(OpenError{"--na-classes, --auid and --queue are for macOS and FreeBSD"});
  }
  if (options.unicast && os::is_elevated()) {
    return std::unexpected(
        OpenError{"--unicast takes the place of the system's audit daemon, which only root may do", true});
  }
  const os::Raised raised;
  // The socket comes first, so that nothing of what arming begins with is missed.
  auto socket = options.unicast ? RecordSocket::open_unicast(kSocketBuffer)
                                : RecordSocket::open_multicast(kSocketBuffer);
  if (!socket) return refused(socket.error());
  std::optional<Armed> armed;
  if (options.arm) {
    auto result =
        Armed::arm(rules_of(options.pipe.classes, options.processes), {.elevated = os::is_elevated()});
    if (!result) return std::unexpected(OpenError{result.error(), is_for_root()});
    armed = std::move(*result);
  }
  Opened opened;
  std::optional<Control> control;
  if (auto asked = Control::open()) control = std::move(*asked);
  if (control) opened.notes = look_around(*control, options);
  // The rights that it takes to ask are given up soon; a guard keeps them.
  if (os::is_elevated() && control && control->status() && !armed) {
    auto watching = Armed::watch({.elevated = true});
    if (watching) {
      armed = std::move(*watching);
    } else {
      opened.notes.push_back(
          fmt::format("what the kernel's queue loses cannot be told: {}", watching.error()));
    }
  }
  if (os::is_elevated()) control.reset();
  opened.device =
      std::make_unique<NetlinkDevice>(std::move(*socket), std::move(control), std::move(armed), options.node);
  return opened;
}

std::string rights_command(const DeviceOptions& options, const std::string& path) {
  if (options.unicast) return {};
  return fmt::format("setcap {}cap_audit_read+ep {}", options.arm ? "cap_audit_control," : "", path);
}

}  // namespace knox::kernel

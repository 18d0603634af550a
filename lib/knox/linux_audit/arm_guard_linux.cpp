#include "knox/linux_audit/arm_guard.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "knox/linux_audit/arm_changes.h"

namespace knox::linux_audit {
namespace {

void close_all_from(int first) {
  if (::syscall(SYS_close_range, first, ~0u, 0) == 0) return;
  const long most = std::min(::sysconf(_SC_OPEN_MAX), 65536L);
  for (int fd = first; fd < most; ++fd) ::close(fd);
}

// Lets go of everything that is of the process it was: the terminal, descriptors that keep pipes open.
struct Lines {
  int channel, owner;
};
Lines detach(Lines lines) {
  ::setsid();
  sigset_t all;
  ::sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  ::prctl(PR_SET_NAME, kGuardName);
  if (::chdir("/") != 0) ::_exit(1);

  const int channel = ::fcntl(lines.channel, F_DUPFD_CLOEXEC, 10);
  const int owner = lines.owner < 0 ? -1 : ::fcntl(lines.owner, F_DUPFD_CLOEXEC, 10);
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int fd = 0; fd < 3; ++fd) ::dup2(nothing, fd);
  ::dup2(channel, 3);
  if (owner >= 0) ::dup2(owner, 4);
  close_all_from(owner >= 0 ? 5 : 4);
  return {.channel = 3, .owner = owner >= 0 ? 4 : -1};
}

void report(int channel, const Outcome& outcome) {
  const pid_t self = ::getpid();
  std::string packet(reinterpret_cast<const char*>(&self), sizeof self);
  if (!outcome) packet += outcome.error();
  packet.resize(std::min(packet.size(), kMaxReport));
  ::send(channel, packet.data(), packet.size(), MSG_NOSIGNAL);
}

// The owner says nothing: the end of its end is the message, or of its process, should somebody else have
// inherited the other end.
void wait_for_owner(const Lines& lines) {
  std::array<pollfd, 2> ends = {{{.fd = lines.channel, .events = POLLIN, .revents = 0},
                                 {.fd = lines.owner, .events = POLLIN, .revents = 0}}};
  while (::poll(ends.data(), ends.size(), -1) < 0) {
  }
}

}  // namespace

void run_guard(int channel, pid_t owner, int owner_pidfd, std::span<const RuleData> rules,
               const ArmOptions& options) {
  const Lines lines = detach({.channel = channel, .owner = owner_pidfd});
  Result<Control> control = Control::open();
  if (!control) {
    report(lines.channel, std::unexpected(explain(control.error())));
    ::_exit(1);
  }
  Changes changes(std::move(*control), options);
  const Outcome armed = changes.make(rules, owner);
  if (armed) {
    report(lines.channel, armed);
    wait_for_owner(lines);
  }
  const Outcome disarmed = changes.delete_rules();
  bool restored = changes.restore();
  report(lines.channel, armed ? disarmed : armed);
  while (!restored) {
    changes.wait_for_others();
    restored = changes.restore();
  }
  ::_exit(0);
}

}  // namespace knox::linux_audit

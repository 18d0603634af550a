// What the guard must not keep of the process that it comes from, which in a setuid program some user has
// prepared at will. Sources: setuid(2), credentials(7), getrlimit(2), sched(7), cgroups(7),
// proc_pid_oom_score_adj(5), kill(2) and ptrace(2) for who may do what to it.
#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "knox/kernel/linux/arm_guard.h"

namespace knox::kernel {
namespace {

using Attempt = std::expected<void, std::string>;

std::unexpected<std::string> failed(std::string_view what) {
  return std::unexpected(fmt::format("the guard of the audit rules: {}: {}", what, std::strerror(errno)));
}

void close_all(int first, int last) {
  if (first > last || ::syscall(SYS_close_range, first, last, 0) == 0) return;
  const long most = std::min<long>(::sysconf(_SC_OPEN_MAX), 65536);
  for (int fd = first; fd <= last && fd < most; ++fd) ::close(fd);
}

// Closes first, as there may be room for few: 0 to 2 become /dev/null, the lines follow.
Attempt keep_only(GuardLines& lines) {
  constexpr int kFirst = STDERR_FILENO + 1, kLast = 0x7fffffff;
  const int low = std::min(lines.channel, lines.owner < 0 ? lines.channel : lines.owner);
  const int high = std::max(lines.channel, lines.owner);
  close_all(0, low - 1);
  close_all(low + 1, high - 1);
  close_all(high + 1, kLast);
  for (int* const line : {&lines.channel, &lines.owner}) {
    if (*line < 0 || *line >= kFirst) continue;
    const int moved = ::fcntl(*line, F_DUPFD_CLOEXEC, kFirst);
    if (moved < 0) return failed("fcntl");
    ::close(*line);
    *line = moved;
  }
  for (int fd = 0; fd < kFirst; ++fd) {
    if (::open("/dev/null", O_RDWR) != fd) return failed("/dev/null");
  }
  return {};
}

// Who is root in one id only may be killed and stopped by the user whose the others are.
Attempt become_root() {
  uid_t uid = 0, euid = 0, suid = 0;
  gid_t gid = 0, egid = 0, sgid = 0;
  if (::getresuid(&uid, &euid, &suid) != 0 || ::getresgid(&gid, &egid, &sgid) != 0) return failed("ids");
  const bool is_root = (uid | euid | suid) == 0 && (gid | egid | sgid) == 0;
  if (euid != 0 || is_root) return {};
  if (::setgroups(0, nullptr) != 0 || ::setresgid(0, 0, 0) != 0) return failed("group ids");
  if (::setresuid(0, 0, 0) != 0) return failed("user ids");
  return {};
}

struct Limit {
  decltype(RLIMIT_CPU) resource;
  rlim_t needed;
  const char* option;  // of the shell's ulimit
};
constexpr std::array<Limit, 4> kLimits = {{{RLIMIT_CPU, RLIM_INFINITY, "-t"},
                                           {RLIMIT_AS, rlim_t{256} << 20, "-v"},
                                           {RLIMIT_DATA, rlim_t{64} << 20, "-d"},
                                           {RLIMIT_NOFILE, 8, "-n"}}};

// Lifts those that could end it, or leave it without memory or descriptors.
Attempt lift_limits() {
  constexpr rlim_t kFiles = 64;
  for (const Limit& limit : kLimits) {
    struct rlimit now = {};
    if (::getrlimit(limit.resource, &now) != 0) return failed("getrlimit");
    const rlim_t wanted =
        limit.resource == RLIMIT_NOFILE ? std::max(now.rlim_max, kFiles) : rlim_t{RLIM_INFINITY};
    const struct rlimit lifted = {.rlim_cur = wanted, .rlim_max = wanted};
    if (::setrlimit(limit.resource, &lifted) == 0) continue;
    now.rlim_cur = now.rlim_max;
    if (::setrlimit(limit.resource, &now) != 0) return failed("setrlimit");
    if (now.rlim_cur != RLIM_INFINITY && now.rlim_cur < limit.needed) {
      return std::unexpected(
          fmt::format("the limit of `ulimit {}` is too low for the guard of the audit rules, and cannot be "
                      "lifted",
                      limit.option));
    }
  }
  const struct rlimit none = {.rlim_cur = 0, .rlim_max = 0};
  if (::setrlimit(RLIMIT_CORE, &none) != 0) return failed("setrlimit");
  return {};
}

bool write_file(const char* path, std::string_view text) {
  const int fd = ::open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return false;
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::close(fd);
  return written;
}

// Whether the process is in the first of all control groups, or there are none (version 2, "0::/").
bool is_in_first_group() {
  std::array<char, 4096> text;
  const int fd = ::open("/proc/self/cgroup", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const ssize_t n = ::read(fd, text.data(), text.size());
  ::close(fd);
  const std::string groups = "\n" + std::string(text.data(), n > 0 ? static_cast<std::size_t>(n) : 0);
  return groups.find("\n0::") == std::string::npos || groups.find("\n0::/\n") != std::string::npos;
}

// A control group can be frozen and killed as a whole, by the user whom it was given to (systemd gives every
// user one), and by systemd when a service or a session ends.
Attempt leave_control_group(const ArmOptions& options) {
  for (const char* const path : {"/sys/fs/cgroup/cgroup.procs", "/sys/fs/cgroup/unified/cgroup.procs",
                                 "/sys/fs/cgroup/freezer/cgroup.procs"}) {
    (void)write_file(path, "0");
  }
  if (options.elevated && !is_in_first_group()) {
    return std::unexpected("the guard of the audit rules cannot leave its user's control group");
  }
  return {};
}

// What only makes it slow, or a victim when memory is short: as far as the system lets it.
void be_as_important_as_others() {
  const struct sched_param none = {};
  (void)::sched_setscheduler(0, SCHED_OTHER, &none);
  if (::getpriority(PRIO_PROCESS, 0) > 0) (void)::setpriority(PRIO_PROCESS, 0, 0);
  std::array<unsigned long, 128> all_processors;
  all_processors.fill(~0ul);
  (void)::syscall(SYS_sched_setaffinity, 0, sizeof all_processors, all_processors.data());
  constexpr const char* kScore = "/proc/self/oom_score_adj";
  if (!write_file(kScore, "-1000")) (void)write_file(kScore, "0");
}

}  // namespace

std::expected<void, std::string> detach(GuardLines& lines, const ArmOptions& options) {
  if (const Attempt kept = keep_only(lines); !kept) return kept;
  if (::setsid() < 0) return failed("setsid");
  sigset_t all;
  ::sigfillset(&all);
  if (::sigprocmask(SIG_SETMASK, &all, nullptr) != 0) return failed("sigprocmask");
  if (const Attempt is_root = become_root(); !is_root) return is_root;
  // Both are kept by execve(2): how late a timer may be, and that reading the clock is a crash (x86 only).
  constexpr unsigned long kTimerSlack = 50'000;  // nanoseconds, what the kernel begins with
  (void)::prctl(PR_SET_TSC, PR_TSC_ENABLE, 0, 0, 0);
  if (::prctl(PR_SET_TIMERSLACK, kTimerSlack, 0, 0, 0) != 0) return failed("prctl");
  if (::prctl(PR_SET_DUMPABLE, 0) != 0 || ::prctl(PR_SET_NAME, kGuardName) != 0) return failed("prctl");
  if (::chdir("/") != 0) return failed("chdir");
  ::umask(077);
  if (const Attempt lifted = lift_limits(); !lifted) return lifted;
  if (::geteuid() == 0) {
    if (const Attempt left = leave_control_group(options); !left) return left;
  }
  be_as_important_as_others();
  return {};
}

}  // namespace knox::kernel

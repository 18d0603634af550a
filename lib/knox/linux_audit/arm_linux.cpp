#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "knox/linux_audit/arm.h"
#include "knox/linux_audit/arm_changes.h"
#include "knox/linux_audit/arm_guard.h"

namespace knox::linux_audit {
namespace {

constexpr auto kPatience = std::chrono::seconds(30);

std::unexpected<std::string> system_mistake(std::string_view what) {
  return std::unexpected(fmt::format("{}: {}", what, std::strerror(errno)));
}

std::expected<GuardReport, std::string> hear(int channel) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point deadline = Clock::now() + kPatience;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd ready = {.fd = channel, .events = POLLIN, .revents = 0};
    const int found = ::poll(&ready, 1, static_cast<int>(std::max<decltype(left)>(left, 0)));
    if (found == 0) return std::unexpected("the guard of the audit rules does not answer");
    std::array<char, kMaxReport> packet;
    const ssize_t n = ::recv(channel, packet.data(), packet.size(), MSG_DONTWAIT);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    const auto size = static_cast<std::size_t>(n);
    GuardReport report;
    if (n < 0 || size < sizeof report.guard) return std::unexpected("the guard of the audit rules is gone");
    std::memcpy(&report.guard, packet.data(), sizeof report.guard);
    report.mistake.assign(packet.data() + sizeof report.guard, size - sizeof report.guard);
    return report;
  }
}

// The guard is no child of this process, whose waitpid(2) it would disturb.
bool start_guard(const std::array<int, 2>& channel, std::span<const RuleData> rules,
                 const ArmOptions& options) {
  const pid_t owner = ::getpid();
  const int owner_pidfd = static_cast<int>(::syscall(SYS_pidfd_open, owner, 0));
  const pid_t child = ::fork();
  if (child == 0) {
    const pid_t guard = ::fork();
    if (guard == 0) run_guard(channel[1], owner, owner_pidfd, rules, options);
    ::_exit(guard > 0 ? 0 : 1);
  }
  if (owner_pidfd >= 0) ::close(owner_pidfd);
  while (child > 0 && ::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  return child > 0;
}

}  // namespace

Armed::Armed(int channel, pid_t guard) : channel_(channel), guard_(guard), key_(guard_key(guard)) {}

Armed::Armed(Armed&& other) noexcept
    : channel_(std::exchange(other.channel_, -1)), guard_(other.guard_), key_(std::move(other.key_)) {}

Armed& Armed::operator=(Armed&& other) noexcept {
  std::swap(channel_, other.channel_);
  std::swap(guard_, other.guard_);
  std::swap(key_, other.key_);
  return *this;
}

Armed::~Armed() {
  (void)disarm();
}

std::expected<Armed, std::string> Armed::arm(std::span<const RuleData> rules, const ArmOptions& options) {
  std::array<int, 2> channel;
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel.data()) != 0) {
    return system_mistake("socketpair");
  }
  const bool started = start_guard(channel, rules, options);
  const int error = errno;
  ::close(channel[1]);
  auto report = std::expected<GuardReport, std::string>();
  if (started) {
    report = hear(channel[0]);
  } else {
    errno = error;
    report = system_mistake("fork");
  }
  if (report && report->mistake.empty()) return Armed(channel[0], report->guard);
  ::close(channel[0]);
  return std::unexpected(report ? report->mistake : report.error());
}

std::expected<void, std::string> Armed::disarm() {
  if (channel_ < 0) return {};
  const int channel = std::exchange(channel_, -1);
  ::shutdown(channel, SHUT_WR);
  const auto report = hear(channel);
  ::close(channel);
  if (!report)
    return std::unexpected(fmt::format("{}; see if rules with the key {} are left", report.error(), key_));
  if (!report->mistake.empty()) return std::unexpected(report->mistake);
  return {};
}

}  // namespace knox::linux_audit

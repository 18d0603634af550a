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

#include "knox/kernel/linux/arm.h"
#include "knox/kernel/linux/arm_guard.h"
#include "knox/kernel/linux/arm_stale.h"

namespace knox::kernel {
namespace {

constexpr auto kPatience = std::chrono::seconds(30);
constexpr std::string_view kGone = "the guard of the audit rules is gone";

using Heard = std::expected<GuardReport, std::string>;

std::unexpected<std::string> system_mistake(std::string_view what) {
  return std::unexpected(fmt::format("{}: {}", what, std::strerror(errno)));
}

// One report, if there is one; EAGAIN: there is none now; EPIPE: none will come.
std::expected<GuardReport, int> receive(int channel) {
  std::string packet(kMaxReport, '\0');
  ssize_t n = 0;
  do {
    n = ::recv(channel, packet.data(), packet.size(), MSG_DONTWAIT);
  } while (n < 0 && errno == EINTR);
  if (n < 0 && errno == EAGAIN) return std::unexpected(EAGAIN);
  if (n <= 0) return std::unexpected(EPIPE);
  auto report = parse_report(std::string_view(packet).substr(0, static_cast<std::size_t>(n)));
  if (!report) return std::unexpected(EPIPE);
  return std::move(*report);
}

// Waits for one.
Heard hear(int channel) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point deadline = Clock::now() + kPatience;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd ready = {.fd = channel, .events = POLLIN, .revents = 0};
    const int found = ::poll(&ready, 1, static_cast<int>(std::max<decltype(left)>(left, 0)));
    if (found == 0) return std::unexpected("the guard of the audit rules does not answer");
    auto report = receive(channel);
    if (report) return std::move(*report);
    if (report.error() == EPIPE) return std::unexpected(std::string(kGone));
  }
}

// The guard is no child of this process, whose waitpid(2) it would disturb. 0 or an errno.
int start_guard(const std::array<int, 2>& channel, std::span<const RuleData> rules,
                const ArmOptions& options) {
  const pid_t owner = ::getpid();
  const int owner_pidfd = static_cast<int>(::syscall(SYS_pidfd_open, owner, 0));
  if (owner_pidfd < 0 && (errno == EMFILE || errno == ENFILE)) return errno;  // others: old or strict kernels
  const pid_t child = ::fork();
  const int error = child < 0 ? errno : 0;
  if (child == 0) {
    const pid_t guard = ::fork();
    if (guard == 0) run_guard({.channel = channel[1], .owner = owner_pidfd}, owner, rules, options);
    if (guard < 0) {
      const std::string mistake = fmt::format("fork: {}", std::strerror(errno));
      const std::string packet =
          report_bytes({.kind = GuardReport::kDone, .key = {}, .sight = {}, .mistake = mistake});
      ::send(channel[1], packet.data(), packet.size(), MSG_NOSIGNAL);
    }
    ::_exit(0);
  }
  if (owner_pidfd >= 0) ::close(owner_pidfd);
  while (child > 0 && ::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  return error;
}

// Instead of a guard that is gone, or that does not answer.
std::expected<void, std::string> take_back(const GuardKey& key) {
  const auto left = [&](std::string_view why) {
    return std::unexpected(fmt::format(
        "{}: rules with the key {} are left; `auditon rules clean` deletes them", why, key_text(key)));
  };
  Result<Control> control = Control::open();
  if (!control) return left(explain(control.error()));
  const Turn turn;
  auto cleaned = delete_stale(*control, key);
  if (!cleaned) return left(cleaned.error());
  restore_settings(*control, cleaned->guards);
  return {};
}

}  // namespace

struct Armed::State {
  State(int end, GuardReport armed, bool rules)
      : channel(end), guard(armed.key), sight(std::move(armed.sight)), has_rules(rules) {
    if (has_rules) key = key_text(guard);
  }
  ~State() {
    if (channel >= 0) ::close(channel);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  bool take(GuardReport report) {
    has_asked = false;
    if (std::exchange(is_old, false) && report.kind == GuardReport::kSeen) return false;
    sight = std::move(report.sight);
    return true;
  }

  int channel;
  GuardKey guard;
  Sight sight;
  bool has_rules;
  std::string key;
  bool has_asked = false;
  bool is_old = false;  // what will be answered
  bool is_gone = false;
};

Armed::Armed(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
Armed::Armed(Armed&& other) noexcept = default;

Armed& Armed::operator=(Armed&& other) noexcept {
  std::swap(state_, other.state_);
  return *this;
}

Armed::~Armed() {
  (void)disarm();
}

const Sight& Armed::sight() const noexcept {
  return state_->sight;
}
bool Armed::guard_is_gone() const noexcept {
  return state_->is_gone;
}
const std::string& Armed::key() const noexcept {
  return state_->key;
}
pid_t Armed::guard() const noexcept {
  return state_->guard.process;
}

std::expected<Armed, std::string> Armed::arm(std::span<const RuleData> rules, const ArmOptions& options) {
  if (rules.empty()) return std::unexpected("no audit rules, nothing to arm");
  return start(rules, options);
}

std::expected<Armed, std::string> Armed::watch(const ArmOptions& options) {
  return start({}, options);
}

// The guard is ready, then armed. One that is gone in between may have added rules.
std::expected<Armed, std::string> Armed::start(std::span<const RuleData> rules, const ArmOptions& options) {
  std::array<int, 2> channel;
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel.data()) != 0) {
    return system_mistake("socketpair");
  }
  const int error = start_guard(channel, rules, options);
  ::close(channel[1]);
  Heard ready = std::unexpected(fmt::format("starting a guard of audit rules: {}", std::strerror(error)));
  if (error == 0) ready = hear(channel[0]);
  Heard armed = ready && ready->kind == GuardReport::kReady ? hear(channel[0]) : ready;
  if (armed && armed->kind == GuardReport::kArmed) {
    return Armed(std::make_unique<State>(channel[0], std::move(*armed), !rules.empty()));
  }
  ::close(channel[0]);
  if (armed) return std::unexpected(armed->mistake);
  if (ready && !rules.empty()) {
    if (const auto taken = take_back(ready->key); !taken) return std::unexpected(taken.error());
  }
  return std::unexpected(armed.error());
}

bool Armed::look(bool has_changed) {
  State& s = *state_;
  if (s.channel < 0 || s.is_gone) return false;
  s.is_old |= has_changed && s.has_asked;
  bool is_new = false;
  for (;;) {
    auto report = receive(s.channel);
    if (!report && report.error() == EPIPE) s.is_gone = true;
    if (!report) break;
    is_new |= s.take(std::move(*report));
  }
  if (s.is_gone || s.has_asked) return is_new;
  s.has_asked = ::send(s.channel, &kAsk, 1, MSG_DONTWAIT | MSG_NOSIGNAL) == 1;
  return is_new;
}

std::expected<void, std::string> Armed::disarm() {
  if (!state_ || state_->channel < 0) return {};
  State& s = *state_;
  ::shutdown(s.channel, SHUT_WR);
  Heard report = std::unexpected(std::string(kGone));
  while (!s.is_gone) {
    report = hear(s.channel);
    if (!report || report->kind == GuardReport::kDone) break;
  }
  ::close(std::exchange(s.channel, -1));
  if (report) (void)s.take(*report);
  if (!s.has_rules) return {};
  if (!report) return take_back(s.guard);
  if (!report->mistake.empty()) return std::unexpected(report->mistake);
  return {};
}

}  // namespace knox::kernel

#include "knox/kernel/linux/arm_guard.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <new>

#include "knox/kernel/linux/arm_changes.h"
#include "knox/kernel/linux/arm_stale.h"

namespace knox::kernel {
namespace {

// False: it could not be sent, and the owner is gone if that was to wait for.
bool send(int channel, const GuardReport& report, int flags = 0) {
  const std::string packet = report_bytes(report);
  return ::send(channel, packet.data(), packet.size(), MSG_NOSIGNAL | flags) >= 0;
}

[[noreturn]] void give_up(int channel, const GuardKey& key, const std::string& mistake) {
  send(channel, {.kind = GuardReport::kDone, .key = key, .sight = {}, .mistake = mistake});
  ::_exit(1);
}

// Whether the owner asks for something. Otherwise its end of the channel is at its end, or its process,
// should somebody else have inherited that end.
bool owner_asks(const GuardLines& lines) {
  for (;;) {
    std::array<pollfd, 2> ends = {{{.fd = lines.channel, .events = POLLIN, .revents = 0},
                                   {.fd = lines.owner, .events = POLLIN, .revents = 0}}};
    if (::poll(ends.data(), ends.size(), -1) < 0) continue;
    if (ends[1].revents != 0) return false;
    char asked = 0;
    const ssize_t n = ::recv(lines.channel, &asked, 1, MSG_DONTWAIT);
    if (n > 0) return true;
    if (n == 0 || (errno != EAGAIN && errno != EINTR)) return false;
  }
}

void serve(const GuardLines& lines, Changes& changes) {
  while (owner_asks(lines)) {
    const Result<Sight> sight = changes.look();
    if (!sight) continue;
    send(lines.channel, {.kind = GuardReport::kSeen, .key = changes.key(), .sight = *sight}, MSG_DONTWAIT);
  }
}

// What may have no memory for a while is tried again: nobody else would do it.
template <class Function>
auto at_last(Function function) {
  constexpr int kInterval = 100;  // milliseconds
  for (;;) {
    try {
      return function();
    } catch (const std::bad_alloc&) {
      ::poll(nullptr, 0, kInterval);
    }
  }
}

Attempt begin(const GuardLines& lines, Changes& changes, std::span<const RuleData> rules, pid_t owner) {
  try {
    if (const Attempt made = changes.make(rules, owner); !made) return made;
    const Result<Sight> sight = changes.look();
    if (!sight) return std::unexpected(explain(sight.error()));
    const GuardReport armed = {.kind = GuardReport::kArmed, .key = changes.key(), .sight = *sight};
    if (send(lines.channel, armed)) serve(lines, changes);
    return {};
  } catch (const std::bad_alloc&) {
    return std::unexpected("there is no memory for the guard of the audit rules");
  }
}

}  // namespace

void run_guard(GuardLines lines, pid_t owner, std::span<const RuleData> rules, const ArmOptions& options) {
  GuardKey self = {.process = ::getpid()};
  if (const auto detached = detach(lines, options); !detached) give_up(lines.channel, self, detached.error());
  const std::optional<ProcessStart> start = start_of(self.process);
  if (!start) give_up(lines.channel, self, "/proc cannot be read, which the guard of the audit rules needs");
  self.start = start->ticks;
  Result<Control> control = Control::open();
  if (!control) give_up(lines.channel, self, explain(control.error()));
  // From here on the owner knows whose rules to look for. One that waits no more gets none.
  if (!send(lines.channel, {.kind = GuardReport::kReady, .key = self, .sight = {}})) ::_exit(1);

  Changes changes(std::move(*control), self, options);
  const Attempt ended = begin(lines, changes, rules, owner);
  Sight sight = at_last([&] { return changes.look().value_or(Sight{}); });
  const Attempt disarmed = at_last([&] { return changes.delete_rules(); });
  bool restored = at_last([&] { return changes.restore(); });
  at_last([&] {
    const Attempt& outcome = ended ? disarmed : ended;
    if (const Result<Sight> last = changes.look()) sight.lost = last->lost;
    send(lines.channel, {.kind = GuardReport::kDone,
                         .key = changes.key(),
                         .sight = sight,
                         .mistake = outcome ? std::string() : outcome.error()});
  });
  ::close(lines.channel);
  while (!restored) {
    changes.wait_for_others();
    restored = at_last([&] { return changes.restore(); });
  }
  ::_exit(0);
}

}  // namespace knox::kernel

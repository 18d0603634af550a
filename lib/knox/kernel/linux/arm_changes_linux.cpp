#include "knox/kernel/linux/arm_changes.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "knox/kernel/linux/arm_stale.h"
#include "knox/kernel/linux/arm_watch.h"

namespace knox::kernel {
namespace {

constexpr std::size_t kMostElevated = 16;  // guards, of which every user may start some
constexpr int kElevatedPatience = 20;      // seconds, for these to be counted one after the other

template <class T>
Attempt in_words(const Result<T>& result) {
  if (!result) return std::unexpected(explain(result.error()));
  return {};
}

int open_process(pid_t process) {
  return static_cast<int>(::syscall(SYS_pidfd_open, process, 0));
}

}  // namespace

// Sets one number to at least that much.
Attempt Changes::raise(Setting setting, std::uint32_t KernelStatus::*now, std::uint32_t to) {
  const Result<KernelStatus> status = control_.status();
  if (!status) return in_words(status);
  const std::uint32_t before = (*status).*now;
  if (before >= to) return {};
  if (const Result<void> done = control_.set(setting, to); !done) return in_words(done);
  raised_.push_back({.setting = setting, .now = now, .before = before, .after = to});
  return {};
}

// Those who cannot set it back any more have left it to this one.
void Changes::adopt(const std::vector<GuardKey>& gone) {
  const Result<KernelStatus> status = control_.status();
  if (!status) return;
  const Debts debts = debts_of(gone, *status);
  if (debts.backlog_limit) {
    raised_.push_back({.setting = Setting::kBacklogLimit,
                       .now = &KernelStatus::backlog_limit,
                       .before = *debts.backlog_limit,
                       .after = kArmedBacklog});
  }
  if (debts.was_off && rules_of_others().empty()) {
    raised_.push_back({.setting = Setting::kEnabled, .now = &KernelStatus::enabled, .before = 0, .after = 1});
  }
}

Attempt Changes::add(std::span<const RuleData> rules) {
  has_begun_ = true;
  for (const RuleData& rule : rules) {
    if (rule.list != RuleList::kExit && rule.list != RuleList::kUringExit) {
      return std::unexpected("only rules of the exit and the io_uring list can be armed");
    }
    const RuleData own = guarded_rule(rule, key_, owner_);
    if (own.fields.size() > RuleData::kMaxFields) return std::unexpected("a rule has too many fields");
    const Result<void> added = control_.add(own);
    if (!added && added.error().system_errno == EEXIST) continue;  // the same twice
    // Linux has the list from 5.16 on.
    if (!added && added.error().system_errno == EINVAL && rule.list == RuleList::kUringExit) continue;
    if (!added) return in_words(added);
    ++added_;
  }
  return {};
}

// Enabling comes last: another guard that ends at this moment sees the rules before that, and does not
// disable any more, or has done so already.
Attempt Changes::make(std::span<const RuleData> rules, pid_t owner) {
  owner_ = owner;
  if (rules.empty()) return in_words(control_.status());
  const Turn turn(options_.elevated ? kElevatedPatience : 2);
  if (options_.elevated && ::geteuid() == 0 && !turn.is_alone()) {
    return std::unexpected("too many programs arm the kernel's audit at this moment");
  }
  if (const auto stale = delete_stale(control_)) adopt(stale->guards);
  const Result<KernelStatus> status = control_.status();
  if (!status) return in_words(status);
  if (status->enabled > 1) {
    return std::unexpected(
        "the audit configuration is locked (enabled 2), nothing can change it until the next boot");
  }
  if (options_.elevated && other_guards().size() >= kMostElevated) {
    return std::unexpected(
        fmt::format("{} programs have armed the kernel's audit already, and only root may be the next one",
                    kMostElevated));
  }
  key_.enabled = status->enabled;
  key_.backlog_limit = status->backlog_limit;
  for (const Raised& debt : raised_) {
    (debt.setting == Setting::kEnabled ? key_.enabled : key_.backlog_limit) = debt.before;
  }
  rules_before_ = rules_of_others();
  if (const Attempt added = add(rules); !added) return added;
  const bool has_limit = status->backlog_limit != 0;
  if (has_limit) {
    const Attempt raised = raise(Setting::kBacklogLimit, &KernelStatus::backlog_limit, kArmedBacklog);
    if (!raised) return raised;
  }
  return raise(Setting::kEnabled, &KernelStatus::enabled, 1);
}

// Also of those that are gone: who comes next may not come soon.
Attempt Changes::delete_rules() {
  constexpr int kTries = 20, kInterval = 100;  // milliseconds; while memory is short, say
  if (!has_begun_) return {};
  for (int i = 1;; ++i) {
    auto cleaned = delete_stale(control_, key_);
    if (cleaned) {
      std::erase_if(cleaned->guards, [&](const GuardKey& guard) { return guard == key_; });
      adopt(cleaned->guards);
      return {};
    }
    if (i == kTries) {
      return std::unexpected(
          fmt::format("{}; rules with the key {} are left", cleaned.error(), key_text(key_)));
    }
    ::poll(nullptr, 0, kInterval);
  }
}

std::vector<GuardKey> Changes::other_guards() {
  std::vector<GuardKey> others;
  const Result<std::vector<RuleData>> rules = control_.rules();
  if (!rules) return others;
  for (const RuleData& rule : *rules) {
    const std::optional<GuardKey> guard = guard_of(rule);
    const bool is_new = guard && *guard != key_ && std::ranges::find(others, *guard) == others.end();
    if (is_new && is_running(*guard)) others.push_back(*guard);
  }
  return others;
}

// Those that record something; no guard's.
std::vector<RuleData> Changes::rules_of_others() {
  Result<std::vector<RuleData>> rules = control_.rules();
  if (!rules) return {};
  std::erase_if(*rules, [](const RuleData& rule) {
    const bool records = rule.list == RuleList::kExit || rule.list == RuleList::kUringExit;
    return !records || rule.action != RuleAction::kAlways || guard_of(rule);
  });
  return std::move(*rules);
}

// Who has added rules since has found auditing on, and would lose it without having been asked.
bool Changes::others_rely_on_it() {
  return std::ranges::any_of(rules_of_others(), [&](const RuleData& rule) {
    return std::ranges::find(rules_before_, rule) == rules_before_.end();
  });
}

// Only what is still as this guard has set it, and not while a daemon has come that needs it. One who armed
// between the look at the others and the end of this has relied on what was set, so it is set again.
bool Changes::restore() {
  if (raised_.empty()) return true;
  const Turn turn;
  const auto is_armed = [&] {
    const std::vector<GuardKey> others = other_guards();
    other_ = others.empty() ? 0 : others.front().process;
    return !others.empty();
  };
  if (is_armed()) return false;
  const Result<KernelStatus> status = control_.status();
  if (!status || has_daemon(*status, owner_) || others_rely_on_it()) return true;
  std::erase_if(raised_, [&](const Raised& raised) { return (*status).*raised.now != raised.after; });
  for (auto raised = raised_.rbegin(); raised != raised_.rend(); ++raised) {
    (void)control_.set(raised->setting, raised->before);
  }
  if (!is_armed()) return true;
  for (const Raised& raised : raised_) (void)control_.set(raised.setting, raised.after);
  return false;
}

void Changes::wait_for_others() const {
  constexpr int kInterval = 200;  // milliseconds, on kernels without pidfd_open
  const int fd = open_process(other_);
  pollfd ended = {.fd = fd, .events = POLLIN, .revents = 0};
  ::poll(&ended, 1, fd < 0 ? kInterval : -1);
  if (fd >= 0) ::close(fd);
}

Result<Sight> Changes::look() {
  const Result<KernelStatus> status = control_.status();
  if (!status) return std::unexpected(status.error());
  const Result<std::vector<RuleData>> rules = control_.rules();
  if (!rules) return std::unexpected(rules.error());
  const Wanted wanted = {.key = added_ == 0 ? std::string() : key_text(key_), .rules = added_};
  return Sight{.lost = status->lost, .daemon = status->pid, .obstacles = obstacles(*status, *rules, wanted)};
}

}  // namespace knox::kernel

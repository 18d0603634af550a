#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "knox/base/unknown.h"
#include "knox/kernel/auditon.h"
#include "knox/kernel/auditon_facts.h"
#include "knox/kernel/settings_arguments.h"

namespace knox::kernel {
namespace {

using Answer = std::expected<CommandResult, CommandError>;
using Command = AuditonCommand;

// What a word is run with.
struct Run {
  AuditonCall& call;
  bsm::Platform platform;
  const bsm::ClassTable& classes;
  const bsm::EventTable& events;
  Arguments arguments;
  MaskChange change;
  bool dry_run;
};

std::unexpected<CommandError> failure(std::string text) {
  return std::unexpected(CommandError{.kind = CommandError::kSystem, .text = std::move(text)});
}

// Who may ask macOS for its control mode is root, and is refused for another reason: in external mode only
// programs with an entitlement of Apple's may change things.
std::unexpected<CommandError> not_permitted(const Run& run) {
  std::uint8_t mode = 0;
  const bool is_root = run.platform == bsm::Platform::kDarwin &&
                       run.call.auditon(Command::kGetCtlmode, &mode, sizeof mode) == 0;
  if (!is_root)
    return std::unexpected(CommandError{.kind = CommandError::kPermission, .text = "auditon(2) needs root"});
  if (mode == kExternalControl)
    return failure("the kernel lets only programs of Apple's change this: audit is in external control mode");
  return failure("the kernel does not permit this, not even to root");
}

std::unexpected<CommandError> refusal(const Run& run, int error) {
  if (error == EPERM) return not_permitted(run);
  if (error == ENOSYS) return failure("the kernel has no audit, or this is a jail");
  if (error == ESRCH) return failure("there is no such process");
  return failure(std::strerror(error));
}

std::unexpected<CommandError> usage_of(std::string text) {
  return std::unexpected(CommandError{.kind = CommandError::kUsage, .text = std::move(text)});
}

// Asks; what the kernel wants to know for that is in `value`.
template <class Value, class Facts>
Answer get(const Run& run, Command command, Value value, Facts facts) {
  const int error = run.call.auditon(command, &value, sizeof value);
  if (error != 0) return refusal(run, error);
  return CommandResult{.facts = facts(value), .after = {}, .warnings = {}};
}

// Warns of what was to change and did not, or not to what was wanted. A kernel may well answer that it is
// done: that of macOS 14 and later does so when it is to audit without auditd.
void compare(const std::vector<Fact>& wanted, const std::vector<Fact>& before, const std::string& reason,
             CommandResult& outcome) {
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == before[i] || wanted[i] == outcome.after[i]) continue;
    outcome.done = false;
    outcome.warnings.push_back(
        fmt::format("{}: the kernel did not take all of what it was told{}", wanted[i].name, reason));
  }
}

// What is there after it was changed: what the kernel says then.
template <class Value, class Facts>
Answer changed(const Run& run, Command asks, Value before, const Value& wanted, Facts facts,
               const std::string& reason = {}) {
  CommandResult outcome = {.facts = facts(before), .after = facts(wanted), .warnings = {}};
  if (run.dry_run) return outcome;
  Value now = wanted;
  if (const int error = run.call.auditon(asks, &now, sizeof now); error != 0) return refusal(run, error);
  outcome.after = facts(now);
  compare(facts(wanted), outcome.facts, reason, outcome);
  return outcome;
}

// Asks, changes the answer, tells the kernel, and asks again. `change` may say why it cannot.
template <class Value, class Change, class Facts>
Answer set(const Run& run, Command asks, Command tells, Value value, Change change, Facts facts,
           const std::string& reason = {}) {
  int error = run.call.auditon(asks, &value, sizeof value);
  if (error != 0) return refusal(run, error);
  Value wanted = value;
  const std::expected<void, std::string> possible = change(wanted);
  if (!possible) return usage_of(possible.error());
  Value told = wanted;
  if (!run.dry_run) error = run.call.auditon(tells, &told, sizeof told);
  if (error != 0) return refusal(run, error);
  return changed(run, asks, value, wanted, facts, reason);
}

Answer get_condition(const Run& run) {
  return get(run, Command::kGetCond, std::int32_t{0}, facts_of_condition);
}

Answer set_condition(const Run& run) {
  const std::string_view word = run.arguments[0];
  if (word != "on" && word != "off") return usage("{}: one of on and off is expected", word);
  const bool needs_auditd = word == "on" && run.platform == bsm::Platform::kDarwin;
  const auto change = [&](std::int32_t& condition) {
    condition = *find_condition(word);
    return std::expected<void, std::string>();
  };
  return set(run, Command::kGetCond, Command::kSetCond, std::int32_t{0}, change, facts_of_condition,
             needs_auditd ? "; since macOS 14 it audits only while auditd runs (auditpipe(1) has how)" : "");
}

Answer get_policy(const Run& run) {
  return get(run, Command::kGetPolicy, std::uint32_t{0}, facts_of_policy);
}

Answer set_policy(const Run& run) {
  std::uint32_t bits = 0;
  for (std::string_view words : run.arguments) {
    while (!words.empty()) {
      const std::size_t end = std::min(words.find(','), words.size());
      const std::optional<std::uint32_t> bit = find_policy(words.substr(0, end));
      if (!bit) return usage_of(unknown_policy(words.substr(0, end)));
      bits |= *bit;
      words.remove_prefix(std::min(end + 1, words.size()));
    }
  }
  if (bits == 0) return usage("the name of a policy is expected: argv, arge, cnt or another");
  const auto change = [&](std::uint32_t& policy) {
    policy = run.change == MaskChange::kTakeAway ? policy & ~bits : policy | bits;
    return std::expected<void, std::string>();
  };
  return set(run, Command::kGetPolicy, Command::kSetPolicy, std::uint32_t{0}, change, facts_of_policy);
}

Answer get_kernel_mask(const Run& run) {
  return get(run, Command::kGetKmask, AuditonMask(),
             [&](const AuditonMask& mask) { return facts_of(mask, run.classes); });
}

Answer set_kernel_mask(const Run& run) {
  return set(
      run, Command::kGetKmask, Command::kSetKmask, AuditonMask(),
      [&](AuditonMask& mask) { return change_mask(run.arguments[0], run.change, run.classes, mask); },
      [&](const AuditonMask& mask) { return facts_of(mask, run.classes); });
}

std::expected<AuditonPinfoAddr, CommandError> ask_process(const Run& run) {
  const std::optional<std::int32_t> pid = decimal<std::int32_t>(run.arguments[0]);
  if (!pid || *pid <= 0) return usage("{}: no process id", run.arguments[0]);
  AuditonPinfoAddr process = {};
  process.pid = *pid;
  const int error = run.call.auditon(Command::kGetPinfoAddr, &process, sizeof process);
  if (error == EINVAL) return refusal(run, ESRCH);  // FreeBSD's word for it
  if (error != 0) return refusal(run, error);
  return process;
}

Answer get_process(const Run& run) {
  const auto process = ask_process(run);
  if (!process) return std::unexpected(process.error());
  return CommandResult{.facts = facts_of(*process, run.classes), .after = {}, .warnings = {}};
}

Answer get_mask(const Run& run) {
  const auto process = ask_process(run);
  if (!process) return std::unexpected(process.error());
  return CommandResult{.facts = facts_of(process->mask, run.classes), .after = {}, .warnings = {}};
}

Answer set_mask(const Run& run) {
  const auto process = ask_process(run);
  if (!process) return std::unexpected(process.error());
  AuditonPinfo to = {};
  to.pid = process->pid;
  to.mask = process->mask;
  const auto possible = change_mask(run.arguments[1], run.change, run.classes, to.mask);
  if (!possible) return usage_of(possible.error());
  AuditonPinfoAddr wanted = *process;
  wanted.mask = to.mask;
  const int error = run.dry_run ? 0 : run.call.auditon(Command::kSetPmask, &to, sizeof to);
  if (error != 0) return refusal(run, error);
  return changed(run, Command::kGetPinfoAddr, *process, wanted,
                 [&](const AuditonPinfoAddr& now) { return facts_of(now.mask, run.classes); });
}

std::optional<std::uint16_t> find_event(const Run& run) {
  if (const auto number = decimal<std::uint16_t>(run.arguments[0])) return number;
  const bsm::Event* const event = run.events.find(run.arguments[0]);
  return event == nullptr ? std::nullopt : std::optional(event->number);
}

std::unexpected<CommandError> unknown_event(const Run& run) {
  return usage_of(unknown("event", run.arguments[0], "the names and numbers of audit_event(5)"));
}

Answer get_class(const Run& run) {
  const std::optional<std::uint16_t> event = find_event(run);
  if (!event) return unknown_event(run);
  return get(run, Command::kGetClass, AuditonEventClass{.event = *event, .classes = 0},
             [&](const AuditonEventClass& now) { return facts_of(now, run.events, run.classes); });
}

Answer set_class(const Run& run) {
  const std::optional<std::uint16_t> event = find_event(run);
  if (!event) return unknown_event(run);
  return set(
      run, Command::kGetClass, Command::kSetClass, AuditonEventClass{.event = *event, .classes = 0},
      [&](AuditonEventClass& now) {
        return change_classes(run.arguments[1], run.change, run.classes, now.classes);
      },
      [&](const AuditonEventClass& now) { return facts_of(now, run.events, run.classes); });
}

Answer get_queue(const Run& run) {
  return get(run, Command::kGetQctrl, AuditonQueue(), [](const AuditonQueue& now) { return facts_of(now); });
}

Answer set_queue(const Run& run) {
  const auto change = [&](AuditonQueue& queue) -> std::expected<void, std::string> {
    for (const std::string_view argument : run.arguments) {
      const auto [name, value] = split_assignment(argument);
      std::int32_t* const limit = find_limit(name, queue);
      const std::optional<std::int32_t> number = decimal<std::int32_t>(value);
      if (limit == nullptr || !number || *number < 0) {
        return std::unexpected(
            fmt::format("{}: NAME=NUMBER is expected; getqctrl shows the names", argument));
      }
      *limit = *number;
    }
    return {};
  };
  return set(run, Command::kGetQctrl, Command::kSetQctrl, AuditonQueue(), change,
             [](const AuditonQueue& now) { return facts_of(now); });
}

Answer get_file_size(const Run& run) {
  return get(run, Command::kGetFsize, AuditonFileSize(),
             [](const AuditonFileSize& now) { return facts_of(now); });
}

Answer set_file_size(const Run& run) {
  const std::optional<std::uint64_t> limit = decimal<std::uint64_t>(run.arguments[0]);
  if (!limit) return usage("{}: a number of bytes is expected", run.arguments[0]);
  const auto change = [&](AuditonFileSize& size) {
    size.limit = *limit;
    return std::expected<void, std::string>();
  };
  return set(run, Command::kGetFsize, Command::kSetFsize, AuditonFileSize(), change,
             [](const AuditonFileSize& now) { return facts_of(now); });
}

Answer get_session(const Run& run) {
  const std::optional<std::int32_t> session = decimal<std::int32_t>(run.arguments[0]);
  if (!session) return usage("{}: no session id", run.arguments[0]);
  AuditonInfoAddr info = {};
  info.session = *session;
  const int error = run.call.auditon(Command::kGetSinfoAddr, &info, sizeof info);
  if (error == EINVAL) return failure("there is no such session");
  if (error != 0) return refusal(run, error);
  return CommandResult{.facts = facts_of(info, run.classes), .after = {}, .warnings = {}};
}

Answer get_host(const Run& run) {
  return get(run, Command::kGetKaudit, AuditonInfoAddr(), facts_of_host);
}

Answer get_control_mode(const Run& run) {
  return get(run, Command::kGetCtlmode, std::uint8_t{0}, facts_of_control_mode);
}

Answer get_expiry(const Run& run) {
  return get(run, Command::kGetExpafter, AuditonExpiry(),
             [](const AuditonExpiry& now) { return facts_of(now); });
}

// How many arguments a word takes.
struct Arity {
  std::size_t least, most;
};
constexpr Arity kNone = {0, 0}, kOne = {1, 1}, kTwo = {2, 2}, kSome = {1, SIZE_MAX};

struct Row {
  Word word;
  Arity arity;
  Answer (*run)(const Run& run);
  MaskChange change = MaskChange::kAdd;
  bool darwin_only = false;
};
constexpr auto kRows = std::to_array<Row>({
    {{"getcond", "", "whether events are recorded"}, kNone, get_condition},
    {{"setcond", "on|off", "change that"}, kOne, set_condition},
    {{"getpolicy", "", "what is recorded with events, and what a full disk leads to"}, kNone, get_policy},
    {{"setpolicy", "POLICY...", "add to it"}, kSome, set_policy},
    {{"unsetpolicy", "POLICY...", "take away from it"}, kSome, set_policy, MaskChange::kTakeAway},
    {{"getkmask", "", "the classes of events that are of no user"}, kNone, get_kernel_mask},
    {{"setkmask", "CLASSES", "add to them"}, kOne, set_kernel_mask},
    {{"unsetkmask", "CLASSES", "take away from them"}, kOne, set_kernel_mask, MaskChange::kTakeAway},
    {{"getmask", "PID", "the classes of a process"}, kOne, get_mask},
    {{"setmask", "PID CLASSES", "add to them"}, kTwo, set_mask},
    {{"unsetmask", "PID CLASSES", "take away from them"}, kTwo, set_mask, MaskChange::kTakeAway},
    {{"getclass", "EVENT", "the classes that an event is in"}, kOne, get_class},
    {{"setclass", "EVENT CLASSES", "add to them"}, kTwo, set_class},
    {{"unsetclass", "EVENT CLASSES", "take away from them"}, kTwo, set_class, MaskChange::kTakeAway},
    {{"getqctrl", "", "the limits of the kernel's queue"}, kNone, get_queue},
    {{"setqctrl", "NAME=NUMBER...", "change them"}, kSome, set_queue},
    {{"getfsize", "", "how large a trail gets before a new one is begun"}, kNone, get_file_size},
    {{"setfsize", "BYTES", "change that; 0 is without end"}, kOne, set_file_size},
    {{"getpinfo", "PID", "audit user, session and terminal of a process"}, kOne, get_process},
    {{"getsinfo", "SESSION", "the same of a session"}, kOne, get_session, MaskChange::kAdd, true},
    {{"getkaudit", "", "the address that headers have"}, kNone, get_host},
    {{"getctlmode", "", "who may control audit"}, kNone, get_control_mode, MaskChange::kAdd, true},
    {{"getexpafter", "", "when trails are deleted"}, kNone, get_expiry, MaskChange::kAdd, true},
});

class AuditonSettings final : public Settings {
 public:
  AuditonSettings(AuditonCall& call, bsm::Platform platform, const bsm::ClassTable& classes,
                  const bsm::EventTable& events)
      : call_(call), platform_(platform), classes_(classes), events_(events) {
    for (const Row& row : kRows) {
      if (row.darwin_only && platform != bsm::Platform::kDarwin) continue;
      words_.push_back(row.word);
      rows_.push_back(&row);
    }
  }

  std::span<const Word> words() const override { return words_; }
  Answer run(std::size_t word, Arguments arguments, bool dry_run) override {
    const Row& row = *rows_[word];
    if (arguments.size() < row.arity.least || arguments.size() > row.arity.most) {
      return usage("expected is: {} {}", row.word.name, row.word.arguments);
    }
    return row.run({call_, platform_, classes_, events_, arguments, row.change, dry_run});
  }

 private:
  AuditonCall& call_;
  bsm::Platform platform_;
  const bsm::ClassTable& classes_;
  const bsm::EventTable& events_;
  std::vector<Word> words_;
  std::vector<const Row*> rows_;
};

}  // namespace

std::unique_ptr<Settings> auditon_settings(AuditonCall& call, bsm::Platform platform,
                                           const bsm::ClassTable& classes, const bsm::EventTable& events) {
  return std::make_unique<AuditonSettings>(call, platform, classes, events);
}

}  // namespace knox::kernel

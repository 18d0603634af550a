#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "knox/kernel/auditon.h"
#include "knox/kernel/auditon_facts.h"
#include "knox/kernel/settings_arguments.h"

namespace knox::kernel {
namespace {

using Answer = std::expected<Outcome, Mistake>;
using Command = AuditonCommand;

// What a word is run with.
struct Run {
  AuditonCall& call;
  const bsm::ClassTable& classes;
  const bsm::EventTable& events;
  Arguments arguments;
  bool dry_run;
};

std::unexpected<Mistake> refusal(int error) {
  if (error == EPERM) {
    return std::unexpected(Mistake{.kind = Mistake::kPermission, .text = "auditon(2) needs root"});
  }
  std::string text = std::strerror(error);
  if (error == ENOSYS) text = "the kernel has no audit, or this is a jail";
  if (error == ESRCH) text = "there is no such process";
  return std::unexpected(Mistake{.kind = Mistake::kSystem, .text = std::move(text)});
}

std::unexpected<Mistake> usage_of(std::string text) {
  return std::unexpected(Mistake{.kind = Mistake::kUsage, .text = std::move(text)});
}

// Asks; what the kernel wants to know for that is in `value`.
template <class Value, class Facts>
Answer get(const Run& run, Command command, Value value, Facts facts) {
  const int error = run.call.auditon(command, &value, sizeof value);
  if (error != 0) return refusal(error);
  return Outcome{.facts = facts(value), .after = {}, .warnings = {}};
}

// Asks, changes the answer, and tells the kernel. `change` may say why it cannot.
template <class Value, class Change, class Facts>
Answer set(const Run& run, Command asks, Command tells, Value value, Change change, Facts facts) {
  int error = run.call.auditon(asks, &value, sizeof value);
  if (error != 0) return refusal(error);
  Outcome outcome = {.facts = facts(value), .after = {}, .warnings = {}};
  const std::expected<void, std::string> changed = change(value);
  if (!changed) return usage_of(changed.error());
  if (!run.dry_run) error = run.call.auditon(tells, &value, sizeof value);
  if (error != 0) return refusal(error);
  outcome.after = facts(value);
  return outcome;
}

template <class Value, class Facts>
Answer set_to(const Run& run, Command asks, Command tells, const Value& value, Facts facts) {
  return set(
      run, asks, tells, Value(),
      [&](Value& now) {
        now = value;
        return std::expected<void, std::string>();
      },
      facts);
}

Answer get_condition(const Run& run) {
  return get(run, Command::kGetCond, std::int32_t{0}, facts_of_condition);
}

Answer set_condition(const Run& run) {
  const std::string_view word = run.arguments[0];
  if (word != "on" && word != "off") return usage("{}: one of on and off is expected", word);
  return set_to(run, Command::kGetCond, Command::kSetCond, *find_condition(word), facts_of_condition);
}

Answer get_policy(const Run& run) {
  return get(run, Command::kGetPolicy, std::uint32_t{0}, facts_of_policy);
}

template <bool unset>
Answer set_policy(const Run& run) {
  std::uint32_t bits = 0;
  for (std::string_view words : run.arguments) {
    while (!words.empty()) {
      const std::size_t end = std::min(words.find(','), words.size());
      const std::optional<std::uint32_t> bit = find_policy(words.substr(0, end));
      if (!bit) return usage("{}: no such policy", words.substr(0, end));
      bits |= *bit;
      words.remove_prefix(std::min(end + 1, words.size()));
    }
  }
  if (bits == 0) return usage("the name of a policy is expected: argv, arge, cnt or another");
  const auto change = [&](std::uint32_t& policy) {
    policy = unset ? policy & ~bits : policy | bits;
    return std::expected<void, std::string>();
  };
  return set(run, Command::kGetPolicy, Command::kSetPolicy, std::uint32_t{0}, change, facts_of_policy);
}

Answer get_kernel_mask(const Run& run) {
  return get(run, Command::kGetKmask, AuditonMask(),
             [&](const AuditonMask& mask) { return facts_of(mask, run.classes); });
}

template <bool unset>
Answer set_kernel_mask(const Run& run) {
  return set(
      run, Command::kGetKmask, Command::kSetKmask, AuditonMask(),
      [&](AuditonMask& mask) { return change_mask(run.arguments[0], unset, run.classes, mask); },
      [&](const AuditonMask& mask) { return facts_of(mask, run.classes); });
}

std::expected<AuditonPinfoAddr, Mistake> ask_process(const Run& run) {
  const std::optional<std::int32_t> pid = decimal<std::int32_t>(run.arguments[0]);
  if (!pid || *pid <= 0) return usage("{}: no process id", run.arguments[0]);
  AuditonPinfoAddr process = {};
  process.pid = *pid;
  const int error = run.call.auditon(Command::kGetPinfoAddr, &process, sizeof process);
  if (error != 0) return refusal(error);
  return process;
}

Answer get_process(const Run& run) {
  const auto process = ask_process(run);
  if (!process) return std::unexpected(process.error());
  return Outcome{.facts = facts_of(*process, run.classes), .after = {}, .warnings = {}};
}

Answer get_mask(const Run& run) {
  const auto process = ask_process(run);
  if (!process) return std::unexpected(process.error());
  return Outcome{.facts = facts_of(process->mask, run.classes), .after = {}, .warnings = {}};
}

template <bool unset>
Answer set_mask(const Run& run) {
  const auto process = ask_process(run);
  if (!process) return std::unexpected(process.error());
  AuditonPinfo to = {};
  to.pid = process->pid;
  to.mask = process->mask;
  const auto changed = change_mask(run.arguments[1], unset, run.classes, to.mask);
  if (!changed) return usage_of(changed.error());
  const int error = run.dry_run ? 0 : run.call.auditon(Command::kSetPmask, &to, sizeof to);
  if (error != 0) return refusal(error);
  return Outcome{
      .facts = facts_of(process->mask, run.classes), .after = facts_of(to.mask, run.classes), .warnings = {}};
}

std::optional<std::uint16_t> find_event(const Run& run) {
  if (const auto number = decimal<std::uint16_t>(run.arguments[0])) return number;
  const bsm::Event* const event = run.events.find(run.arguments[0]);
  return event == nullptr ? std::nullopt : std::optional(event->number);
}

Answer get_class(const Run& run) {
  const std::optional<std::uint16_t> event = find_event(run);
  if (!event) return usage("{}: no such event", run.arguments[0]);
  return get(run, Command::kGetClass, AuditonEventClass{.event = *event, .classes = 0},
             [&](const AuditonEventClass& now) { return facts_of(now, run.events, run.classes); });
}

template <bool unset>
Answer set_class(const Run& run) {
  const std::optional<std::uint16_t> event = find_event(run);
  if (!event) return usage("{}: no such event", run.arguments[0]);
  return set(
      run, Command::kGetClass, Command::kSetClass, AuditonEventClass{.event = *event, .classes = 0},
      [&](AuditonEventClass& now) {
        return change_classes(run.arguments[1], unset, run.classes, now.classes);
      },
      [&](const AuditonEventClass& now) { return facts_of(now, run.events, run.classes); });
}

Answer get_queue(const Run& run) {
  return get(run, Command::kGetQctrl, AuditonQueue(), [](const AuditonQueue& now) { return facts_of(now); });
}

Answer set_queue(const Run& run) {
  if (run.arguments.empty()) return usage("NAME=NUMBER is expected; getqctrl shows the names");
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
  return get(run, Command::kGetSinfoAddr, info,
             [&](const AuditonInfoAddr& now) { return facts_of(now, run.classes); });
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

constexpr std::size_t kSome = 99;  // arguments, which the word counts itself

struct Row {
  Word word;
  std::size_t arguments;
  Answer (*run)(const Run& run);
  bool darwin_only = false;
};
constexpr auto kRows = std::to_array<Row>({
    {{"getcond", "", "whether events are recorded"}, 0, get_condition},
    {{"setcond", "on|off", "change that"}, 1, set_condition},
    {{"getpolicy", "", "what is recorded with events, and what a full disk leads to"}, 0, get_policy},
    {{"setpolicy", "POLICY...", "add to it"}, kSome, set_policy<false>},
    {{"unsetpolicy", "POLICY...", "take away from it"}, kSome, set_policy<true>},
    {{"getkmask", "", "the classes of events that are of no user"}, 0, get_kernel_mask},
    {{"setkmask", "CLASSES", "add to them"}, 1, set_kernel_mask<false>},
    {{"unsetkmask", "CLASSES", "take away from them"}, 1, set_kernel_mask<true>},
    {{"getmask", "PID", "the classes of a process"}, 1, get_mask},
    {{"setmask", "PID CLASSES", "add to them"}, 2, set_mask<false>},
    {{"unsetmask", "PID CLASSES", "take away from them"}, 2, set_mask<true>},
    {{"getclass", "EVENT", "the classes that an event is in"}, 1, get_class},
    {{"setclass", "EVENT CLASSES", "add to them"}, 2, set_class<false>},
    {{"unsetclass", "EVENT CLASSES", "take away from them"}, 2, set_class<true>},
    {{"getqctrl", "", "the limits of the kernel's queue"}, 0, get_queue},
    {{"setqctrl", "NAME=NUMBER...", "change them"}, kSome, set_queue},
    {{"getfsize", "", "how large a trail gets before a new one is begun"}, 0, get_file_size},
    {{"setfsize", "BYTES", "change that; 0 is without end"}, 1, set_file_size},
    {{"getpinfo", "PID", "audit user, session and terminal of a process"}, 1, get_process},
    {{"getsinfo", "SESSION", "the same of a session"}, 1, get_session},
    {{"getkaudit", "", "the address that headers have"}, 0, get_host},
    {{"getctlmode", "", "who may control audit"}, 0, get_control_mode, true},
    {{"getexpafter", "", "when trails are deleted"}, 0, get_expiry, true},
});

class AuditonSettings final : public Settings {
 public:
  AuditonSettings(AuditonCall& call, bsm::Platform platform, const bsm::ClassTable& classes,
                  const bsm::EventTable& events)
      : call_(call), classes_(classes), events_(events) {
    for (const Row& row : kRows) {
      if (row.darwin_only && platform != bsm::Platform::kDarwin) continue;
      words_.push_back(row.word);
      rows_.push_back(&row);
    }
  }

  std::span<const Word> words() const override { return words_; }
  Answer run(std::size_t word, Arguments arguments, bool dry_run) override {
    const Row& row = *rows_[word];
    if (row.arguments != kSome && row.arguments != arguments.size()) {
      return usage("expected is: {} {}", row.word.name, row.word.arguments);
    }
    return row.run({call_, classes_, events_, arguments, dry_run});
  }

 private:
  AuditonCall& call_;
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

#include "knox/kernel/settings.h"

#include <algorithm>
#include <array>
#include <optional>

#include "knox/base/unknown.h"
#include "knox/kernel/linux/netlink.h"
#include "knox/kernel/rules_linux.h"
#include "knox/kernel/settings_arguments.h"

namespace knox::kernel {
namespace {

struct Named {
  std::uint32_t number;
  std::string_view name;
};
constexpr auto kConditions = std::to_array<Named>({{0, "off"}, {1, "on"}, {2, "locked"}});
constexpr auto kFailures = std::to_array<Named>({{0, "silent"}, {1, "printk"}, {2, "panic"}});
// AUDIT_FEATURE_BITMAP_* of linux/audit.h: what this kernel can.
constexpr auto kAbilities = std::to_array<Named>({{1 << 0, "backlog_limit"},
                                                  {1 << 1, "backlog_wait_time"},
                                                  {1 << 2, "executable_path"},
                                                  {1 << 3, "exclude_extend"},
                                                  {1 << 4, "sessionid_filter"},
                                                  {1 << 5, "lost_reset"},
                                                  {1 << 6, "filter_fs"}});

struct Limit {
  std::string_view name;
  Setting setting;
};
constexpr auto kLimits = std::to_array<Limit>({{"backlog_limit", Setting::kBacklogLimit},
                                               {"rate_limit", Setting::kRateLimit},
                                               {"backlog_wait_time", Setting::kBacklogWaitTime}});

// What words are about.
using Facts = std::vector<Fact> (*)(const KernelStatus& status);

std::vector<Fact> condition_facts(const KernelStatus& status) {
  return {{"condition", name_of(kConditions, status.enabled)}};
}

std::vector<Fact> limit_facts(const KernelStatus& status) {
  std::vector<Fact> facts = {{"backlog_limit", status.backlog_limit}, {"rate_limit", status.rate_limit}};
  if (status.backlog_wait_time) facts.push_back({"backlog_wait_time", *status.backlog_wait_time});
  return facts;
}

std::vector<Fact> policy_facts(const KernelStatus& status) {
  return {{"failure", name_of(kFailures, status.failure)}};
}

std::vector<Fact> statistics_facts(const KernelStatus& status) {
  std::vector<Fact> facts = {{"pid", status.pid}, {"lost", status.lost}, {"backlog", status.backlog}};
  if (status.backlog_wait_time_actual) {
    facts.push_back({"backlog_wait_time_actual", *status.backlog_wait_time_actual});
  }
  if (status.features) facts.push_back({"features", names_of_bits(kAbilities, *status.features)});
  return facts;
}

Answer get_status(Facts facts) {
  Result<Control> control = Control::open();
  if (!control) return refusal(control.error());
  const Result<KernelStatus> status = control->status();
  if (!status) return refusal(status.error());
  return CommandResult{.facts = facts(*status), .after = {}, .warnings = {}};
}

struct Change {
  Setting setting;
  std::uint32_t value;
};

// Where the status has it.
std::uint32_t& value_of(Setting setting, KernelStatus& status) {
  switch (setting) {
    case Setting::kEnabled: return status.enabled;
    case Setting::kFailure: return status.failure;
    case Setting::kRateLimit: return status.rate_limit;
    case Setting::kBacklogLimit: return status.backlog_limit;
    case Setting::kBacklogWaitTime: break;
  }
  return status.backlog_wait_time ? *status.backlog_wait_time : status.backlog_wait_time.emplace(0);
}

// All of the changes or, where the kernel refuses one, none of them.
Result<void> make(std::span<const Change> changes, KernelStatus before, Control& control) {
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const Result<void> done = control.set(changes[i].setting, changes[i].value);
    if (done) continue;
    while (i-- > 0) (void)control.set(changes[i].setting, value_of(changes[i].setting, before));
    return done;
  }
  return {};
}

Answer set_status(Facts facts, std::span<const Change> changes, bool dry_run) {
  Result<Control> control = Control::open();
  if (!control) return refusal(control.error());
  Result<KernelStatus> status = control->status();
  if (!status) return refusal(status.error());
  CommandResult outcome = {.facts = facts(*status), .after = {}, .warnings = {}};
  if (dry_run) {
    for (const Change& change : changes) value_of(change.setting, *status) = change.value;
  } else {
    if (const Result<void> done = make(changes, *status, *control); !done) return refusal(done.error());
    status = control->status();
    if (!status) return refusal(status.error());
  }
  outcome.after = facts(*status);
  return outcome;
}

template <Facts facts>
Answer get(Arguments arguments, bool) {
  if (!arguments.empty()) return usage("no argument is expected: {}", arguments[0]);
  return get_status(facts);
}

template <Facts facts, const auto& names, Setting setting>
Answer set(Arguments arguments, bool dry_run) {
  const auto row = arguments.size() == 1 ? std::ranges::find(names, arguments[0], &Named::name) : names.end();
  if (row == names.end()) {
    return usage("one word is expected: {}, {} or {}", names[0].name, names[1].name, names[2].name);
  }
  const Change change = {.setting = setting, .value = row->number};
  return set_status(facts, std::span(&change, 1), dry_run);
}

Answer set_limits(Arguments arguments, bool dry_run) {
  std::vector<Change> changes;
  for (const std::string_view argument : arguments) {
    const auto [name, value] = split_assignment(argument);
    const auto limit = std::ranges::find(kLimits, name, &Limit::name);
    const std::optional<std::uint32_t> number = decimal<std::uint32_t>(value);
    if (limit == kLimits.end()) {
      return usage("{}", unknown("limit", name, names_of(kLimits)));
    }
    if (!number) return usage("{}: NAME=NUMBER is expected", argument);
    changes.push_back({.setting = limit->setting, .value = *number});
  }
  if (changes.empty()) return usage("NAME=NUMBER is expected; getqctrl shows the names");
  return set_status(limit_facts, changes, dry_run);
}

Answer get_statistics(Arguments arguments, bool dry_run) {
  if (arguments.empty()) return get_status(statistics_facts);
  if (arguments.size() > 1 || arguments[0] != "--reset-lost") {
    return usage("no argument is expected: {}", arguments[0]);
  }
  Result<Control> control = Control::open();
  if (!control) return refusal(control.error());
  if (dry_run) {
    const Result<KernelStatus> status = control->status();
    if (!status) return refusal(status.error());
    return CommandResult{.facts = {{"lost", status->lost}}, .after = {{"lost", 0U}}, .warnings = {}};
  }
  const Result<std::uint32_t> lost = control->reset_lost();
  if (!lost) return refusal(lost.error());
  return CommandResult{.facts = {{"lost", *lost}}, .after = {{"lost", 0U}}, .warnings = {}};
}

struct Row {
  Word word;
  Answer (*run)(Arguments arguments, bool dry_run);
};
constexpr auto kRows = std::to_array<Row>({
    {{"getcond", "", "whether events are recorded: on, off or locked"}, get<condition_facts>},
    {{"setcond", "on|off|locked", "change that; locked holds until the next boot"},
     set<condition_facts, kConditions, Setting::kEnabled>},
    {{"getpolicy", "", "what a lost record leads to"}, get<policy_facts>},
    {{"setpolicy", "WORD", "change that: silent, printk or panic"},
     set<policy_facts, kFailures, Setting::kFailure>},
    {{"getqctrl", "", "the limits of the kernel's queue"}, get<limit_facts>},
    {{"setqctrl", "NAME=NUMBER...", "change them"}, set_limits},
    {{"getstat", "[--reset-lost]", "the daemon, records that wait or were lost"}, get_statistics},
    {{"rules list", "[-k KEY]", "the rules, in auditctl's words"}, list_rules},
    {{"rules add", "RULE|-f FILE", "more, e.g. -w /etc/passwd -p wa"}, add_rules},
    {{"rules delete", "RULE|-D", "one, or all; with -k those with a key"}, delete_rules},
    {{"rules clean", "", "delete those that a killed knox-guard has left"}, clean_rules},
});
constexpr auto kWords = [] {
  std::array<Word, kRows.size()> words;
  std::ranges::transform(kRows, words.begin(), &Row::word);
  return words;
}();

class LinuxSettings final : public Settings {
 public:
  std::span<const Word> words() const override { return kWords; }
  Answer run(std::size_t word, Arguments arguments, bool dry_run) override {
    return kRows[word].run(arguments, dry_run);
  }
};

}  // namespace

std::unique_ptr<Settings> system_settings() {
  return std::make_unique<LinuxSettings>();
}

}  // namespace knox::kernel

// Arming from beginning to end: a guard of its own process, which changes a kernel of the test's own
// (fake_audit.h) and takes everything back. tests/live does it with the real one.
#include "unit/kernel/linux/fake_audit.h"

#ifdef KNOX_FAKE_AUDIT

#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <thread>

#include "knox/kernel/linux/arm.h"
#include "knox/kernel/linux/arm_changes.h"
#include "knox/kernel/linux/arm_guard.h"
#include "knox/kernel/linux/arm_stale.h"
#include "unit/catch.h"

using namespace knox;
using namespace knox::kernel;
using test::FakeAudit;

namespace {

RuleData rule(std::vector<std::string_view> words) {
  const auto request = parse_rule(words, Arch::kX86_64);
  REQUIRE(request.has_value());
  return request->rule;
}

const std::vector<RuleData>& execve() {
  static const std::vector rules = {
      rule({"-a", "always,exit", "-F", "arch=b64", "-S", "execve", "-k", "mine"})};
  return rules;
}

std::vector<std::string> texts(const FakeAudit& fake) {
  std::vector<std::string> texts;
  for (const std::string& wire : fake.rules()) texts.push_back(rule_text(*parse_wire(wire), Arch::kX86_64));
  return texts;
}

template <class Condition>
bool comes_true(Condition condition) {
  for (int i = 0; i < 500; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

bool is_gone(pid_t process) {
  return ::kill(process, 0) != 0 && errno == ESRCH;
}

// Another process, which has nothing to do, until this ends.
class Other {
 public:
  Other() : pid_(::fork()) {
    if (pid_ == 0) {
      for (;;) ::pause();
    }
  }
  ~Other() { end(); }
  void end() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  GuardKey key(std::uint32_t enabled, std::uint32_t limit) const {
    return {.process = pid_, .start = start_of(pid_)->ticks, .enabled = enabled, .backlog_limit = limit};
  }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_;
};

Changes changes(const ArmOptions& options = {}) {
  return {
      std::move(*Control::open()), {.process = ::getpid(), .start = start_of(::getpid())->ticks}, options};
}

std::string words(const Attempt& outcome) {
  return outcome ? "" : outcome.error();
}

constexpr GuardKey kGone = {.process = 0x7ffffff0, .start = 1, .enabled = 0, .backlog_limit = 64};

}  // namespace

TEST_CASE("armed and disarmed: all is as it was") {
  FakeAudit fake;
  fake.kernel().status.backlog_limit = 64;
  const std::string other = wire_bytes(rule({"-w", "/etc/passwd", "-p", "wa"}));
  fake.add_rule(other);
  pid_t guard = 0;
  {
    auto armed = Armed::arm(execve());
    INFO((armed ? "" : armed.error()));
    REQUIRE(armed.has_value());
    guard = armed->guard();
    CHECK_FALSE(is_gone(guard));
    CHECK(armed->key() ==
          key_text({.process = guard, .start = start_of(guard)->ticks, .enabled = 0, .backlog_limit = 64}));
    CHECK(texts(fake) ==
          std::vector<std::string>{
              "-w /etc/passwd -p wa",
              fmt::format("-a always,exit -F arch=b64 -S execve -F pid!={} -F pid!={} -F key={}", ::getpid(),
                          guard, armed->key())});
    CHECK(fake.kernel().status.enabled == 1);
    CHECK(fake.kernel().status.backlog_limit == kArmedBacklog);
    CHECK(armed->sight().obstacles.empty());

    // The guard looks when it is asked to.
    fake.kernel().status.lost = 5;
    fake.kernel().status.pid = 6;
    fake.kernel().status.enabled = 0;
    CHECK(comes_true([&] { return armed->look() && armed->sight().lost == 5; }));
    CHECK(armed->sight().daemon == 6);
    CHECK(armed->sight().obstacles == std::vector<std::string>{"auditing is off, so nothing is recorded"});
    fake.kernel().status.enabled = 1;
    fake.kernel().status.pid = 0;
    // What it saw before something has changed is of no use.
    armed->look();
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    fake.kernel().status.lost = 6;
    CHECK_FALSE(armed->look(true));
    CHECK(armed->sight().lost == 5);
    CHECK(comes_true([&] { return armed->look() && armed->sight().obstacles.empty(); }));
    CHECK(armed->sight().lost == 6);
    CHECK_FALSE(armed->guard_is_gone());
    CHECK(armed->disarm().has_value());
    CHECK(armed->disarm().has_value());
    CHECK_FALSE(armed->look());
    CHECK(armed->sight().lost == 6);
  }
  CHECK(comes_true([&] { return is_gone(guard); }));
  CHECK(fake.rules() == std::vector{other});
  CHECK(fake.kernel().status.enabled == 0);
  CHECK(fake.kernel().status.backlog_limit == 64);
}

TEST_CASE("who is no more armed has armed nothing") {
  FakeAudit fake;
  { const auto armed = Armed::arm(execve()); }
  CHECK(comes_true([&] { return fake.rules().empty() && fake.kernel().status.enabled == 0; }));
  // Nor who ends.
  const pid_t child = ::fork();
  if (child == 0) {
    const auto armed = Armed::arm(execve());
    ::_exit(armed && fake.rules().size() == 1 ? 0 : 1);
  }
  int status = -1;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(comes_true([&] { return fake.rules().empty() && fake.kernel().status.enabled == 0; }));
  CHECK(Armed::arm({}).error() == "no audit rules, nothing to arm");
}

TEST_CASE("a guard that only watches changes nothing") {
  FakeAudit fake;
  fake.kernel().status.backlog_limit = 64;
  auto watching = Armed::watch();
  REQUIRE(watching.has_value());
  CHECK(watching->key().empty());
  CHECK(watching->sight().obstacles == std::vector<std::string>{"auditing is off, so nothing is recorded"});
  fake.add_rule(wire_bytes(rule({"-a", "never,task"})));
  CHECK(comes_true([&] { return watching->look() && watching->sight().obstacles.size() == 2; }));
  const pid_t guard = watching->guard();
  CHECK(watching->disarm().has_value());
  CHECK(comes_true([&] { return is_gone(guard); }));
  CHECK(fake.rules().size() == 1);
  CHECK(fake.kernel().status.enabled == 0);
  CHECK(fake.kernel().status.backlog_limit == 64);
}

TEST_CASE("a guard that is killed: this process takes back what it can") {
  FakeAudit fake;
  fake.kernel().status.backlog_limit = 64;
  auto armed = Armed::arm(execve());
  REQUIRE(armed.has_value());
  ::kill(armed->guard(), SIGKILL);
  CHECK(comes_true([&] {
    armed->look();
    return armed->guard_is_gone();
  }));
  CHECK(fake.rules().size() == 1);
  SECTION("all of it") {
    CHECK(armed->disarm().has_value());
    CHECK(fake.rules().empty());
    CHECK(fake.kernel().status.enabled == 0);
    CHECK(fake.kernel().status.backlog_limit == 64);
  }
  SECTION("nothing, and says so") {
    fake.refuse(AUDIT_LIST_RULES, EIO);
    const auto disarmed = armed->disarm();
    REQUIRE(!disarmed.has_value());
    CHECK(disarmed.error() == fmt::format("kernel audit: Input/output error: rules with the key {} are left; "
                                          "`auditon rules clean` deletes them",
                                          armed->key()));
  }
}

TEST_CASE("arming that fails leaves everything as it was") {
  FakeAudit fake;
  fake.kernel().status.backlog_limit = 64;
  const auto fails = [&](std::uint16_t type, int error, int passes) {
    fake.refuse(type, error, passes);
    const auto armed =
        Armed::arm(std::vector{execve()[0], rule({"-a", "always,exit", "-F", "arch=b64", "-S", "openat"})});
    fake.refuse(type, 0);
    REQUIRE(!armed.has_value());
    CHECK(comes_true([&] { return fake.rules().empty(); }));
    CHECK(fake.kernel().status.enabled == 0);
    CHECK(fake.kernel().status.backlog_limit == 64);
    return armed.error();
  };
  CHECK(fails(AUDIT_GET, EIO, 0) == "kernel audit: Input/output error");
  CHECK(fails(AUDIT_ADD_RULE, EINVAL, 0) ==
        "the kernel does not take this rule: it may be too old for one of its fields");
  CHECK(fails(AUDIT_ADD_RULE, EINVAL, 1) ==
        "the kernel does not take this rule: it may be too old for one of its fields");
  CHECK(fails(AUDIT_SET, EIO, 0) == "settings of kernel audit: Input/output error");
  fake.errors[FakeAudit::kSocket] = {EPROTONOSUPPORT};
  CHECK(Armed::arm(execve()).error() == "this kernel has no audit: it was built without CONFIG_AUDIT");
  fake.errors[FakeAudit::kSocket] = {};
  CHECK(Armed::arm(std::vector{rule({"-a", "never,task"})}).error() ==
        "only rules of the exit and the io_uring list can be armed");
  fake.kernel().status.enabled = 2;
  CHECK(Armed::arm(execve()).error() ==
        "the audit configuration is locked (enabled 2), nothing can change it until the next boot");
}

TEST_CASE("changes: a rule twice, and one that older kernels do not have") {
  FakeAudit fake;
  Changes own = changes();
  const RuleData uring = rule({"-a", "always,io_uring", "-S", "openat"});
  CHECK(words(own.make(std::vector{execve()[0], execve()[0], uring}, 70)).empty());
  CHECK(fake.rules().size() == 2);
  CHECK(fake.kernel().status.backlog_limit == 0);  // any number
  CHECK(own.look()->obstacles.empty());
  fake.kernel().rules = 1;
  CHECK(own.look()->obstacles ==
        std::vector{
            fmt::format("somebody has deleted 1 of the 2 audit rules with the key {}", key_text(own.key()))});
  CHECK(words(own.delete_rules()).empty());
  CHECK(own.restore());
  CHECK(fake.kernel().status.enabled == 0);

  fake.refuse(AUDIT_ADD_RULE, EINVAL, 1);
  Changes old = changes();
  CHECK(words(old.make(std::vector{execve()[0], uring}, 70)).empty());
  CHECK(old.look()->obstacles.empty());
  CHECK(words(old.delete_rules()).empty());
  CHECK(old.restore());
  fake.refuse(AUDIT_ADD_RULE, 0);

  RuleData full = execve()[0];
  while (full.fields.size() < RuleData::kMaxFields - 1) full.fields.push_back(*full.find(RuleKey::kArch));
  Changes large = changes();
  CHECK(words(large.make(std::vector{full}, 70)) == "a rule has too many fields");
  CHECK(words(large.make({}, 70)).empty());
  CHECK(large.delete_rules().has_value());
}

TEST_CASE("changes: what was on stays on") {
  FakeAudit fake;
  fake.kernel().status.enabled = 1;
  fake.kernel().status.backlog_limit = GENERATE(8191u, 8192u, 10'000u);
  const std::uint32_t limit = fake.kernel().status.backlog_limit;
  Changes own = changes();
  REQUIRE(own.make(execve(), 70));
  CHECK(own.key().enabled == 1);
  CHECK(own.key().backlog_limit == limit);
  CHECK(fake.kernel().status.backlog_limit == std::max(limit, 8192u));
  SECTION("as it was") {}
  SECTION("somebody else has changed it") {
    fake.kernel().status.backlog_limit = 9000;
  }
  const bool is_changed = fake.kernel().status.backlog_limit == 9000;
  REQUIRE(own.delete_rules());
  CHECK(own.restore());
  CHECK(fake.kernel().status.enabled == 1);
  CHECK(fake.kernel().status.backlog_limit == (is_changed ? 9000 : limit));
}

TEST_CASE("changes: who comes later relies on them") {
  FakeAudit fake;
  fake.kernel().status.backlog_limit = 64;
  const std::string before = wire_bytes(rule({"-w", "/etc/passwd", "-p", "wa"}));
  fake.add_rule(before);
  Changes own = changes();
  REQUIRE(own.make(execve(), 70));
  bool stays_on = true;
  SECTION("rules of somebody") {
    fake.add_rule(wire_bytes(rule({"-w", "/etc/group", "-p", "wa"})));
  }
  SECTION("a daemon") {
    fake.kernel().status.pid = 1;
  }
  SECTION("only rules that record nothing") {
    fake.add_rule(wire_bytes(rule({"-a", "never,exit", "-S", "all"})));
    fake.add_rule(wire_bytes(rule({"-a", "always,exclude", "-F", "msgtype=CWD"})));
    stays_on = false;
  }
  SECTION("a daemon that is gone") {
    fake.kernel().status.pid = 0x7ffffff0;
    stays_on = false;
  }
  SECTION("the daemon is the owner") {
    fake.kernel().status.pid = 70;
    stays_on = false;
  }
  REQUIRE(own.delete_rules());
  CHECK(own.restore());
  CHECK(fake.kernel().status.enabled == (stays_on ? 1 : 0));
  CHECK(fake.kernel().status.backlog_limit == (stays_on ? kArmedBacklog : 64));
}

TEST_CASE("changes: another guard is waited for, and what it leaves is taken over") {
  FakeAudit fake;
  fake.kernel().status.backlog_limit = 64;
  Changes own = changes();
  REQUIRE(own.make(execve(), 70));
  Other other;
  const GuardKey key = other.key(1, kArmedBacklog);
  fake.add_rule(wire_bytes(guarded_rule(execve()[0], key, other.pid())));
  REQUIRE(own.delete_rules());
  CHECK(fake.rules().size() == 1);
  CHECK_FALSE(own.restore());
  CHECK(fake.kernel().status.enabled == 1);
  CHECK(fake.kernel().status.backlog_limit == kArmedBacklog);
  std::thread killer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    other.end();
  });
  const auto begin = std::chrono::steady_clock::now();
  own.wait_for_others();
  CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds(40));
  killer.join();
  CHECK(own.restore());
  CHECK(fake.kernel().status.enabled == 0);
  CHECK(fake.kernel().status.backlog_limit == 64);
}

TEST_CASE("changes: what guards that are gone have left is this one's to set back") {
  FakeAudit fake;
  fake.kernel().status.enabled = 1;
  fake.kernel().status.backlog_limit = kArmedBacklog;
  fake.add_rule(wire_bytes(guarded_rule(execve()[0], kGone, 70)));
  bool stays_on = false;
  SECTION("nobody else") {}
  SECTION("other rules record something") {
    fake.add_rule(wire_bytes(rule({"-w", "/etc/passwd", "-p", "wa"})));
    stays_on = true;
  }
  Changes own = changes();
  REQUIRE(own.make(execve(), 70));
  CHECK(own.key().enabled == (stays_on ? 1 : 0));
  CHECK(own.key().backlog_limit == 64);
  REQUIRE(own.delete_rules());
  CHECK(own.restore());
  CHECK(fake.kernel().status.enabled == (stays_on ? 1 : 0));
  CHECK(fake.kernel().status.backlog_limit == 64);
}

TEST_CASE("changes: users without rights may arm sixteen times in all") {
  FakeAudit fake;
  std::vector<std::unique_ptr<Other>> others;
  for (int i = 0; i < 16; ++i) {
    others.push_back(std::make_unique<Other>());
    fake.add_rule(wire_bytes(guarded_rule(execve()[0], others.back()->key(0, 0), 70)));
  }
  CHECK(words(changes({.elevated = true}).make(execve(), 70)) ==
        "16 programs have armed the kernel's audit already, and only root may be the next one");
  CHECK(fake.rules().size() == 16);
  Changes of_root = changes();
  CHECK(words(of_root.make(execve(), 70)).empty());
  REQUIRE(of_root.delete_rules());
  others.back()->end();
  Changes last = changes({.elevated = true});
  CHECK(words(last.make(execve(), 70)).empty());
  REQUIRE(last.delete_rules());
}

TEST_CASE("rules that are left: those of guards that are gone, and no others") {
  FakeAudit fake;
  Control control = std::move(*Control::open());
  Other other;
  const auto add = [&](const GuardKey& key) {
    fake.add_rule(wire_bytes(guarded_rule(execve()[0], key, 70)));
  };
  const GuardKey running = other.key(1, 0);
  GuardKey same_pid = running;
  ++same_pid.start;
  add(running);
  add(kGone);
  add(same_pid);
  fake.add_rule(
      wire_bytes(guarded_rule(rule({"-a", "always,exit", "-F", "arch=b64", "-S", "openat"}), kGone, 70)));
  fake.add_rule(wire_bytes(execve()[0]));
  const auto would = delete_stale(control, {}, true);
  REQUIRE(would.has_value());
  CHECK(would->rules.size() == 3);
  CHECK(would->guards == std::vector{kGone, same_pid});
  CHECK(fake.rules().size() == 5);
  CHECK(delete_stale(control)->rules.size() == 3);
  CHECK(fake.rules().size() == 2);
  // Of one that the caller knows of.
  CHECK(
      delete_stale(control, GuardKey{.process = running.process, .start = running.start + 1})->rules.empty());
  CHECK(delete_stale(control, GuardKey{.process = running.process, .start = running.start})->guards ==
        std::vector{running});
  CHECK(fake.rules().size() == 1);
  // A process that has ended is gone, though nobody has waited for it.
  add(running);
  ::kill(other.pid(), SIGKILL);
  CHECK(comes_true([&] { return !is_running(running); }));
  CHECK(delete_stale(control)->guards == std::vector{running});

  // A running guard needs what gone ones have set.
  fake.kernel().status.enabled = 1;
  fake.kernel().status.backlog_limit = kArmedBacklog;
  const Other third;
  add(third.key(1, 0));
  const Debts debts = restore_settings(control, {kGone});
  CHECK_FALSE(debts.was_off);
  CHECK_FALSE(debts.backlog_limit.has_value());
  CHECK(fake.kernel().status.enabled == 1);
}

TEST_CASE("what gone guards owe") {
  const auto owe = [](std::vector<GuardKey> gone, std::uint32_t enabled, std::uint32_t limit) {
    KernelStatus status;
    status.enabled = enabled;
    status.backlog_limit = limit;
    const Debts debts = debts_of(gone, status);
    return fmt::format("{} {}", debts.was_off, debts.backlog_limit.value_or(0));
  };
  GuardKey was_on = kGone, unlimited = kGone, more = kGone, as_much = kGone;
  was_on.enabled = 1;
  unlimited.backlog_limit = 0;
  more.backlog_limit = 100;
  as_much.backlog_limit = kArmedBacklog;
  CHECK(owe({}, 1, 8192) == "false 0");
  CHECK(owe({kGone}, 1, 8192) == "true 64");
  CHECK(owe({kGone}, 0, 8192) == "false 64");
  CHECK(owe({kGone}, 2, 8192) == "false 64");
  CHECK(owe({kGone}, 1, 8191) == "true 0");
  CHECK(owe({was_on}, 1, 8192) == "false 64");
  CHECK(owe({unlimited}, 1, 8192) == "true 0");
  CHECK(owe({as_much}, 1, 8192) == "true 0");
  CHECK(owe({more, kGone}, 1, 8192) == "true 64");
  CHECK(owe({kGone, more}, 1, 8192) == "true 64");
}

TEST_CASE("a guard has let go of the process that it comes from") {
  FakeAudit fake;
  std::array<int, 2> pipe{};
  REQUIRE(::pipe(pipe.data()) == 0);
  auto armed = Armed::arm(execve());
  REQUIRE(armed.has_value());
  ::close(pipe[1]);
  char byte = 0;
  CHECK(::read(pipe[0], &byte, 1) == 0);  // nobody else has the other end
  ::close(pipe[0]);
  std::ifstream stat(fmt::format("/proc/{}/status", armed->guard()));
  std::string status((std::istreambuf_iterator<char>(stat)), std::istreambuf_iterator<char>());
  CHECK(status.starts_with("Name:\tknox-guard\nUmask:\t0077\n"));
  CHECK(status.find("\nSigBlk:\tfffffffe7ffbfeff\n") != std::string::npos);  // but SIGKILL and SIGSTOP
  CHECK(::getsid(armed->guard()) == armed->guard());
  CHECK(::getpriority(PRIO_PROCESS, static_cast<id_t>(armed->guard())) <= 0);
}

#endif

// auditon's words on Linux, on a kernel of the test's own (fake_audit.h). What the real one says is in
// tests/live.
#include "unit/kernel/linux/fake_audit.h"

#ifdef KNOX_FAKE_AUDIT

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "knox/kernel/linux/arm.h"
#include "knox/kernel/linux/arm_keys.h"
#include "knox/kernel/settings_print.h"
#include "unit/catch.h"

namespace knox::kernel {

namespace {

using test::FakeAudit;
using Words = std::vector<std::string_view>;

// What auditon prints for these words, or what is wrong with them.
std::string run(const Words& words, bool dry_run = false) {
  const std::unique_ptr<Settings> settings = system_settings();
  const std::optional<std::size_t> place = settings->find(words);
  REQUIRE(place);
  const auto arguments = std::span(words).subspan(length_of(settings->words()[*place]));
  const auto outcome = settings->run(*place, arguments, dry_run);
  if (!outcome)
    return (outcome.error().kind == CommandError::kUsage ? "usage: " : "! ") + outcome.error().text;
  std::string text;
  for (const std::string& warning : outcome->warnings) text += "warning: " + warning + "\n";
  StringWriter writer(text);
  Out out(writer);
  print_text(*outcome, dry_run, out);
  out.flush();
  return text;
}

void fill(FakeAudit::Memory& kernel) {
  kernel.status.enabled = 1;
  kernel.status.failure = 1;
  kernel.status.pid = 33;
  kernel.status.rate_limit = 44;
  kernel.status.backlog_limit = 55;
  kernel.status.lost = 66;
  kernel.status.backlog = 77;
  kernel.status.feature_bitmap = 0x17f;
  kernel.status.backlog_wait_time = 88;
  kernel.waited = 99;
}

}  // namespace

TEST_CASE("auditon shows the kernel's status") {
  FakeAudit fake;
  fill(fake.kernel());
  CHECK(run({"getcond"}) == "condition: on\n");
  CHECK(run({"getpolicy"}) == "failure: printk\n");
  CHECK(run({"getqctrl"}) == "backlog_limit: 55\nrate_limit: 44\nbacklog_wait_time: 88\n");
  CHECK(run({"getstat"}) ==
        "pid: 33\nlost: 66\nbacklog: 77\nbacklog_wait_time_actual: 99\nfeatures: backlog_limit,"
        "backlog_wait_time,executable_path,exclude_extend,sessionid_filter,lost_reset,filter_fs,0x100\n");
  fake.kernel().status_size = 32;
  CHECK(run({"getqctrl"}) == "backlog_limit: 55\nrate_limit: 44\n");
  CHECK(run({"getstat"}) == "pid: 33\nlost: 66\nbacklog: 77\n");
  for (const auto& [number, word] : {std::pair(0u, "off"), {2u, "locked"}, {3u, "3"}}) {
    fake.kernel().status.enabled = number;
    CHECK(run({"getcond"}) == std::string("condition: ") + word + "\n");
  }
  for (const auto& [number, word] : {std::pair(0u, "silent"), {2u, "panic"}}) {
    fake.kernel().status.failure = number;
    CHECK(run({"getpolicy"}) == std::string("failure: ") + word + "\n");
  }
}

TEST_CASE("auditon changes what it says and nothing else") {
  FakeAudit fake;
  FakeAudit::Memory& kernel = fake.kernel();
  fill(kernel);
  CHECK(run({"setcond", "off"}, true) == "condition: on -> off (not done)\n");
  CHECK(kernel.status.enabled == 1);
  CHECK(run({"setcond", "off"}) == "condition: on -> off\n");
  CHECK(kernel.status.enabled == 0);
  CHECK(run({"setpolicy", "silent"}) == "failure: printk -> silent\n");
  CHECK(run({"setpolicy", "panic"}, true) == "failure: silent -> panic (not done)\n");
  CHECK(kernel.status.failure == 0);
  CHECK(run({"setqctrl", "rate_limit=1", "backlog_limit=2", "backlog_wait_time=3"}, true) ==
        "backlog_limit: 55 -> 2 (not done)\nrate_limit: 44 -> 1 (not done)\n"
        "backlog_wait_time: 88 -> 3 (not done)\n");
  CHECK(run({"setqctrl", "rate_limit=1", "backlog_limit=2", "backlog_wait_time=3"}) ==
        "backlog_limit: 55 -> 2\nrate_limit: 44 -> 1\nbacklog_wait_time: 88 -> 3\n");
  CHECK(kernel.status.rate_limit == 1);
  CHECK(kernel.status.backlog_limit == 2);
  CHECK(kernel.status.backlog_wait_time == 3);
  kernel.status_size = 32;
  CHECK(run({"setqctrl", "backlog_limit=2"}, true) ==
        "backlog_limit: 2 -> 2 (as it was)\nrate_limit: 1 -> 1 (as it was)\n");
  kernel.status_size = 44;
  CHECK(run({"getstat", "--reset-lost"}, true) == "lost: 66 -> 0 (not done)\n");
  CHECK(kernel.status.lost == 66);
  CHECK(run({"getstat", "--reset-lost"}) == "lost: 66 -> 0\n");
  CHECK(kernel.status.lost == 0);
  CHECK(kernel.status.pid == 33);
  CHECK(run({"setcond", "locked"}) == "condition: off -> locked\n");
  CHECK(run({"setcond", "on"}) ==
        "! the audit configuration is locked (enabled 2), nothing can change it until the next boot");
}

TEST_CASE("auditon changes all limits or none") {
  FakeAudit fake;
  fill(fake.kernel());
  fake.refuse(AUDIT_SET, EINVAL, 2);
  fake.kernel().requests = 0;
  CHECK(run({"setqctrl", "rate_limit=1", "backlog_limit=2", "backlog_wait_time=3"}) ==
        "! the kernel does not take this value");
  CHECK(fake.kernel().requests == 6);  // the status, three changes, and two back, which are refused, too
  fake.refuse(AUDIT_SET, 0);
  // As the kernel does: it takes what it knows.
  fill(fake.kernel());
  CHECK(run({"setpolicy", "panic"}) == "failure: printk -> panic\n");
}

TEST_CASE("auditon on Linux: what is no use of its words") {
  FakeAudit fake;
  struct Row {
    Words words;
    std::string_view mistake;
  };
  const Row rows[] = {
      {{"getcond", "on"}, "usage: no argument is expected: on"},
      {{"getstat", "lost"}, "usage: no argument is expected: lost"},
      {{"getstat", "--reset-lost", "x"}, "usage: no argument is expected: --reset-lost"},
      {{"setcond"}, "usage: one word is expected: off, on or locked"},
      {{"setcond", "on", "off"}, "usage: one word is expected: off, on or locked"},
      {{"setcond", "1"}, "usage: one word is expected: off, on or locked"},
      {{"setpolicy", "x"}, "usage: one word is expected: silent, printk or panic"},
      {{"setqctrl"}, "usage: NAME=NUMBER is expected; getqctrl shows the names"},
      {{"setqctrl", "limit=1"},
       "usage: unknown limit 'limit'; known are backlog_limit, rate_limit, backlog_wait_time"},
      {{"setqctrl", "rate_limit"}, "usage: rate_limit: NAME=NUMBER is expected"},
      {{"setqctrl", "rate_limit=4294967296"}, "usage: rate_limit=4294967296: NAME=NUMBER is expected"},
      {{"rules", "clean", "x"}, "usage: rules clean: takes no x"},
      {{"rules", "add"}, "usage: a rule is expected"},
      {{"rules", "add", "-D"}, "usage: -d, -W and -D belong to `rules delete`"},
  };
  for (const Row& row : rows) {
    const std::string shown = run(row.words);
    INFO(shown);
    if (row.mistake != "usage: a rule is expected") CHECK(shown == row.mistake);
    CHECK(shown.starts_with("usage: "));
  }
  CHECK(fake.kernel().requests == 0);
}

TEST_CASE("auditon: what the kernel refuses") {
  FakeAudit fake;
  const std::string of_kernel = "! kernel audit: Input/output error";
  fake.refuse(AUDIT_GET, EIO);
  for (const Words& words : {Words{"getcond"},
                             {"getpolicy"},
                             {"getqctrl"},
                             {"getstat"},
                             {"setcond", "on"},
                             {"setqctrl", "rate_limit=1"},
                             {"rules", "clean"}}) {
    CHECK(run(words) == of_kernel);
  }
  CHECK(run({"getstat", "--reset-lost"}, true) == of_kernel);
  fake.refuse(AUDIT_GET, EIO, 1);  // when it looks what came of it
  CHECK(run({"setcond", "on"}) == of_kernel);
  fake.refuse(AUDIT_GET, 0);
  fake.refuse(AUDIT_SET, EIO);
  CHECK(run({"getstat", "--reset-lost"}) == "! settings of kernel audit: Input/output error");
  fake.refuse(AUDIT_LIST_RULES, EIO);
  for (const std::string_view word : {"list", "clean"})
    CHECK(run({"rules", word}).find("Input/output") != std::string::npos);
  CHECK(run({"rules", "delete", "-D"}) == of_kernel);
  for (const Words& words : {Words{"getcond"},
                             {"setcond", "on"},
                             {"getstat", "--reset-lost"},
                             {"rules", "list"},
                             {"rules", "delete", "-D"},
                             {"rules", "clean"}}) {
    fake.errors[FakeAudit::kSocket] = {EPROTONOSUPPORT};
    CHECK(run(words) == "! this kernel has no audit: it was built without CONFIG_AUDIT");
  }
}

TEST_CASE("auditon adds, lists and deletes rules") {
  FakeAudit fake;
  CHECK(run({"rules", "list"}).empty());
  CHECK(run({"rules", "add", "-w", "/etc/passwd", "-p", "wa", "-k", "users"}, true) ==
        "would add: -w /etc/passwd -p wa -k users\n");
  CHECK(fake.rules().empty());
  CHECK(run({"rules", "add", "-w", "/etc/passwd", "-p", "wa", "-k", "users"}) ==
        "added: -w /etc/passwd -p wa -k users\n");
  CHECK(run({"rules", "add", "-w", "/etc/passwd", "-p", "wa", "-k", "users"}) ==
        "! the kernel has this rule already");
  CHECK(run({"rules", "add", "-a", "never,exclude", "-F", "msgtype=CWD"}) ==
        "added: -a never,exclude -F msgtype=CWD\n");
  CHECK(run({"rules", "add", "-a", "always,exit", "-F", "arch=b64", "-S", "open", "-k", "user", "-k", "two"})
            .starts_with("added: "));
  CHECK(fake.rules().size() == 3);
  CHECK(run({"rules", "list", "-k", "users"}) == "-w /etc/passwd -p wa -k users\n");
  CHECK(run({"rules", "list", "-k", "user"}).starts_with("-a always,exit"));  // a whole key
  CHECK(run({"rules", "list", "-k", "two"}).starts_with("-a always,exit"));
  CHECK(run({"rules", "list", "-k", "other"}).empty());
  CHECK(run({"rules", "delete", "-D", "-k", "users"}, true) ==
        "would delete: -w /etc/passwd -p wa -k users\n");
  CHECK(fake.rules().size() == 3);
  CHECK(run({"rules", "delete", "-D", "-k", "users"}) == "deleted: -w /etc/passwd -p wa -k users\n");
  CHECK(run({"rules", "delete", "-w", "/etc/passwd", "-p", "wa", "-k", "users"}) ==
        "! the kernel has no such rule");
  CHECK(run({"rules", "delete", "-d", "never,exclude", "-F", "msgtype=CWD"}) ==
        "deleted: -a never,exclude -F msgtype=CWD\n");
  CHECK(run({"rules", "delete", "-D"}).starts_with("deleted: -a always,exit"));
  CHECK(run({"rules", "list"}).empty());
}

TEST_CASE("auditon reads files of rules") {
  FakeAudit fake;
  std::string name = (std::filesystem::temp_directory_path() / "knox-XXXXXX").string();
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  const std::string file = name + "/rules";
  const auto write = [&](std::string_view text) { std::ofstream(file) << text; };
  write("# users\n\n-w /etc/passwd -p wa\r\n \t-a  never,exclude\t-F msgtype=CWD");
  CHECK(run({"rules", "add", "-f", file}) ==
        "added: -w /etc/passwd -p wa\nadded: -a never,exclude -F msgtype=CWD\n");
  CHECK(run({"rules", "add", "-f", file}) ==
        "! -w /etc/passwd -p wa: the kernel has this rule already; done before it: 0 of 2");
  CHECK(run({"rules", "delete", "-w", "/etc/passwd", "-p", "wa"}) == "deleted: -w /etc/passwd -p wa\n");
  CHECK(run({"rules", "add", "-f", file}) ==
        "! -a never,exclude -F msgtype=CWD: the kernel has this rule already; done before it: 1 of 2");
  CHECK(run({"rules", "delete", "-f", file}) ==
        "deleted: -w /etc/passwd -p wa\ndeleted: -a never,exclude -F msgtype=CWD\n");
  write("-w /etc/passwd -p wa\n\n-w passwd\n");
  CHECK(run({"rules", "add", "-f", file}) == "usage: " + file + ": line 3: path: passwd has to begin with /");
  CHECK(fake.rules().empty());
  write("-D\n");
  CHECK(run({"rules", "add", "-f", file}) ==
        "usage: " + file + ": line 1: -d, -W and -D belong to `rules delete`");
  std::filesystem::remove_all(name);
  CHECK(run({"rules", "add", "-f", file}) == "usage: " + file + ": No such file or directory");
}

TEST_CASE("auditon deletes what guards that are gone have left") {
  FakeAudit fake;
  const auto armed = [](const GuardKey& key) {
    const Words words = {"-a", "always,exit", "-F", "arch=b64", "-S", "execve"};
    return wire_bytes(guarded_rule(parse_rule(words, Arch::kX86_64)->rule, key, 70));
  };
  const pid_t gone = 0x7ffffff0;
  const auto self = ::getpid();
  const auto prepare = [&](std::uint32_t was_enabled, std::uint32_t limit) {
    fake.kernel().rules = 0;
    fake.kernel().status.enabled = 1;
    fake.kernel().status.backlog_limit = kArmedBacklog;
    fake.add_rule(armed({.process = gone, .start = 1, .enabled = was_enabled, .backlog_limit = limit}));
  };
  const std::string rule =
      "-a always,exit -F arch=b64 -S execve -F pid!=70 -F pid!=2147483632 -F key=knox-2147483632-1-";
  prepare(0, 64);
  const std::string would = run({"rules", "clean"}, true);
  CHECK(would == "would delete: " + rule +
                     "0-64\ncondition: on -> off (not done)\nbacklog_limit: 8192 -> 64 (not done)\n");
  CHECK(fake.rules().size() == 1);
  CHECK(fake.kernel().status.enabled == 1);
  CHECK(run({"rules", "clean"}) ==
        "deleted: " + rule + "0-64\ncondition: on -> off\nbacklog_limit: 8192 -> 64\n");
  CHECK(fake.rules().empty());
  CHECK(fake.kernel().status.enabled == 0);
  CHECK(fake.kernel().status.backlog_limit == 64);
  // What was so before, or has been changed since, stays.
  prepare(1, 9000);
  CHECK(run({"rules", "clean"}) == "deleted: " + rule + "1-9000\n");
  prepare(0, 64);
  fake.kernel().status.backlog_limit = 100;
  fake.kernel().status.enabled = 0;
  CHECK(run({"rules", "clean"}) == "deleted: " + rule + "0-64\n");
  CHECK(fake.kernel().status.backlog_limit == 100);
  // There is a daemon, which needs it; this process is none.
  prepare(0, 64);
  fake.kernel().status.pid = 1;
  CHECK(run({"rules", "clean"}) == "deleted: " + rule + "0-64\n");
  prepare(0, 64);
  fake.kernel().status.pid = static_cast<std::uint32_t>(self);
  CHECK(run({"rules", "clean"}) ==
        "deleted: " + rule + "0-64\ncondition: on -> off\nbacklog_limit: 8192 -> 64\n");
  prepare(0, 64);
  fake.kernel().status.pid = static_cast<std::uint32_t>(gone);
  CHECK(run({"rules", "clean"}).find("condition: on -> off") != std::string::npos);
  fake.kernel().status.pid = 0;
  // A kernel that does not set back, and one that does not delete.
  prepare(0, 64);
  fake.refuse(AUDIT_SET, EIO);
  CHECK(run({"rules", "clean"}) == "deleted: " + rule + "0-64\n");
  fake.refuse(AUDIT_SET, 0);
  prepare(0, 64);
  fake.refuse(AUDIT_DEL_RULE, EIO);
  CHECK(run({"rules", "clean"}) == "! deleting an audit rule: Input/output error");
  fake.refuse(AUDIT_DEL_RULE, ENOENT);  // somebody else was faster
  CHECK(run({"rules", "clean"}) == "condition: on -> off\nbacklog_limit: 8192 -> 64\n");
}

}  // namespace knox::kernel

#endif

#include "knox/ulog/rules.h"

#include <set>
#include <string>

#include "unit/catch.h"
#include "unit/ulog/records.h"

namespace knox::ulog {

namespace {

std::string met(Rules& rules, const Record& record) {
  std::string names;
  for (const std::uint32_t index : rules.match(record)) {
    const std::string& name = rules.all()[index].name;
    names.append(names.empty() ? "" : ", ").append(name.empty() ? "(none)" : name);
  }
  return names;
}

std::string wrong(std::string_view lines) {
  Rules rules;
  const auto added = rules.add_lines(lines);
  if (added) return "none";
  return std::to_string(added.error().line) + ":\n" + point_at(added.error().text, added.error().mistake);
}

Record message_of(std::string_view process, std::string_view message) {
  Record record = test::json_record();
  record.process = process;
  record.message = message;
  return record;
}

}  // namespace

TEST_CASE("rules: a file of them") {
  Rules rules;
  const auto added = rules.add_lines(
      "# a comment\n\n"
      "root-sudo = process == 'sudo' AND eventMessage CONTAINS 'USER=root'\r\n"
      "  wrong-password=root-sudo and m:\"incorrect password\"\n"
      "tcc2 = p=tccd\n"
      "any.auth = builtin:auth or tcc2");
  REQUIRE(added);
  CHECK(rules.all().size() == 4);
  CHECK(met(rules, test::record_of("sudo")) == "root-sudo, wrong-password, any.auth");
  CHECK(met(rules, test::record_of("tcc")) == "tcc2, any.auth");
  CHECK(met(rules, test::record_of("kernel")).empty());
  CHECK(rules.match(test::record_of("sudo"), {false, true, true, false}) == std::vector<std::uint32_t>{1});
}

TEST_CASE("rules: what is wrong in a file, and where") {
  CHECK(wrong("a = p=x\n\nb = process == x") ==
        "3:\n  b = process == x\n                 ^ 'process' is compared with a text; write it in quotes: "
        "\"x\"");
  CHECK(wrong("process == 'x'") == "1:\n  process == 'x'\n  ^ expected a rule: a name, a = and a predicate");
  CHECK(wrong("p=tccd") ==
        "1:\n  p=tccd\n  ^ 'p' is a word of predicates; a rule has a name of its own, as in sudo-x=p=sudo");
  CHECK(wrong("not = p=tccd") ==
        "1:\n  not = p=tccd\n  ^ 'not' is a word of predicates; a rule has a name of its own, as in "
        "sudo-x=p=sudo");
  CHECK(wrong("a = p=x\n a = p=y") == "2:\n   a = p=y\n   ^ there is a rule 'a' already");
  CHECK(wrong("a =") == "1:\n  a =\n     ^ expected a predicate, found the end");
  CHECK(wrong("\x1b = p=x") == "1:\n  \xef\xbf\xbd = p=x\n  ^ expected a rule: a name, a = and a predicate");
  CHECK(wrong("a = b AND process == 'x'\nb = p=x") ==
        "1:\n  a = b AND process == 'x'\n      ^ unknown field 'b', and no rule of that name");
}

TEST_CASE("rules: a predicate of the command line can have a name") {
  Rules rules;
  CHECK(rules.add("p=sudo"));
  CHECK(rules.add("process = 'sudo'"));
  CHECK(rules.add("mine=process == 'sudo'"));
  CHECK(rules.add("mine and auth"));
  CHECK(rules.all()[0].name.empty());
  CHECK(rules.all()[1].name.empty());
  CHECK(rules.all()[2].name == "mine");
  CHECK(met(rules, test::record_of("sudo")) == "(none), (none), mine, (none)");
  const auto again = rules.add("mine=p=x");
  REQUIRE_FALSE(again);
  CHECK(again.error().what == "there is a rule 'mine' already");
}

TEST_CASE("rules: those that knox knows") {
  std::set<std::string_view> names;
  for (const BuiltinSet& set : builtin_sets()) {
    INFO(set.name);
    CHECK(names.insert(set.name).second);
    CHECK(Rules().find(set.name) != nullptr);
    Rules rules;
    CHECK(rules.add_builtin(set.name));
    CHECK_FALSE(rules.all().empty());
  }
  for (const BuiltinRule& rule : builtin_rules()) {
    INFO(rule.name);
    CHECK(names.insert(rule.name).second);
    CHECK_FALSE(rule.about.empty());
    Rules rules;
    REQUIRE(rules.add_builtin("builtin:" + std::string(rule.name)));
    CHECK(rules.all().size() == 1);
    CHECK_FALSE(rules.all().front().predicate.needles().empty());
    CHECK_FALSE(rules.all().front().predicate.for_log().empty());
    CHECK_FALSE(rules.all().front().predicate.matches(test::record_of("nothing")));
  }
  Rules rules;
  CHECK_FALSE(rules.add_builtin("builtin:nothing"));
  CHECK(rules.add_builtin("auth"));
  const std::size_t count = rules.all().size();
  CHECK(rules.add_builtin("builtin:sudo-failed"));
  CHECK(rules.all().size() == count);
}

TEST_CASE("rules: what real messages are") {
  Rules rules;
  for (const BuiltinSet& set : builtin_sets()) rules.add_builtin(set.name);
  CHECK(met(rules, test::record_of("sudo")) == "sudo, sudo-failed");
  CHECK(met(rules, test::record_of("auth")) == "authorization-failed");
  CHECK(met(rules, test::record_of("tcc")) == "tcc-result");
  CHECK(met(rules, test::record_of("kernel")) == "volume-mounted");
  struct {
    std::string_view process, message, rules;
  } constexpr kRows[] = {
      {"sudo", "alice : TTY=ttys001 ; PWD=/Users/alice ; USER=root ; COMMAND=/bin/ls", "sudo"},
      {"sudo", "bob : user NOT in sudoers ; TTY=ttys001 ; PWD=/ ; USER=root ; COMMAND=/bin/ls",
       "sudo, sudo-failed"},
      {"other", "alice : TTY=ttys001 ; PWD=/Users/alice ; USER=root ; COMMAND=/bin/ls", ""},
      {"su", "BAD SU alice to root on /dev/ttys000", "su-failed"},
      {"screensharingd", "Authentication: FAILED :: User Name: bob :: Viewer Address: 192.0.2.1 :: Type: DH",
       "screensharing-failed"},
      {"screensharingd",
       "Authentication: SUCCEEDED :: User Name: bob :: Viewer Address: 192.0.2.1 :: Type: N/A",
       "screensharing-login"},
      {"loginwindow",
       "-[SessionAgentNotificationCenter sendSystemBSDNotification:object:] | sendSystemBSDNotification: "
       "com.apple.system.loginwindow.desktopUp, with object:501",
       "window-login"},
      {"loginwindow",
       "-[SessionAgentNotificationCenter sendSystemBSDNotification:forUserID:] | sendSystemBSDNotification: "
       "com.apple.system.loginwindow.logoutNoReturn, with userID:501",
       "window-logout"},
      {"loginwindow",
       "-[SessionAgentNotificationCenter sendBSDNotification:forUserID:] | sendBSDNotification: "
       "com.apple.sessionagent.screenIsUnlocked, with userID:501",
       "screen-unlocked"},
      {"loginwindow", "| sendBSDNotification: com.apple.screenIsLocked, with userID:501", "screen-locked"},
      {"securityd", "Session 100051 created, uid:-1 sessionId:100051", "session"},
      {"securityd", "Session 100051 destroyed", "session"},
      {"sshd", "Accepted publickey for user from 10.0.2.2 port 55468 ssh2: RSA SHA256:x", "ssh-login"},
      {"sshd-session", "Failed password for bob from 192.0.2.1 port 5 ssh2", "ssh-failed"},
      {"sshd", "error: PAM: authentication error for user from 192.168.33.1", "ssh-failed"},
      {"sshd", "User bob from 192.0.2.1 not allowed because not listed in AllowUsers", "ssh-failed"},
      {"sshd", "Disconnected from user bob 192.0.2.1 port 5", "ssh-logout"},
      {"sshd", "Connection closed by 10.0.2.2 port 55462 [preauth]", ""},
      {"launchd", "Setting service com.openssh.sshd to enabled (initiated by smd[389])", "ssh-switched"},
      {"tccd", "AUTHREQ_PROMPTING: msgID=80871.81, service=kTCCServiceSystemPolicyDocumentsFolder",
       "tcc-prompt"},
      {"tccd", "Update Access Record: kTCCServiceCamera for com.x to Allowed at 1", "tcc-changed"},
      {"BackgroundTaskManagementAgent",
       "Posting managed item notification request, triggered by item: uuid=4B", "launch-item"},
      {"installd", "Installed \"Thing\" (1.0)", "package-installed"},
      {"installd", "PackageKit: ----- Begin install -----", "package-installed"},
      {"launchd", "(com.x [123]) Service exited due to SIGSEGV | sent by exc handler[123]",
       "service-crashed"},
      {"configd", "network changed: v4(en0:192.0.2.7) DNS Proxy", "network-changed"},
      {"kernel", "USBMSC Identifier (non-unique): 4C53 0x781 0x5567 0x100, 2", "usb-storage"}};
  for (const auto& row : kRows) {
    INFO(row.process << ": " << row.message);
    CHECK(met(rules, message_of(row.process, row.message)) == row.rules);
  }
}

}  // namespace knox::ulog

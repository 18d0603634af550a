#include "knox/ulog/event_mapper.h"

#include <string>

#include "unit/catch.h"

namespace knox::ulog {

namespace {

using event::Action;

const event::Event& map(std::string_view process, std::string_view message) {
  static os::Names names;
  names.use_none();
  static EventMapper mapper(names);
  Record record;
  record.process = process;
  record.message = message;
  return mapper.map(record);
}

}  // namespace

TEST_CASE("ulog event: what most entries are") {
  os::Names names;
  names.use_none();
  EventMapper mapper(names, "mac-7");
  Record record;
  record.time = Time{1, 2};
  record.time_digits = 6;
  record.type = Type::kLog;
  record.pid = 7;
  record.uid = 501;
  record.process = "a";
  record.process_path = "/bin/a";
  record.message = "hello";
  const std::string_view rules[] = {"one"};
  const event::Event& event = mapper.map(record, rules);
  CHECK(event.time == Time{1, 2});
  CHECK(event.word == "logged-message");
  CHECK(event.word == word_of(record));
  CHECK(event.code == "logEvent");
  CHECK(event.process.pid == 7U);
  CHECK(event.process.executable == "/bin/a");
  CHECK(event.who.real.user.id == 501U);
  CHECK(event.text == "hello");
  CHECK(event.host.name == "mac-7");
  CHECK(event.tags.size() == 1);
  CHECK(!event.success);
  const std::string id(event.id);
  CHECK(mapper.map(record).id == id + "-2");  // another entry that says the same
  EventMapper in_another_run(names);
  CHECK(in_another_run.map(record).id == id);
  record.message = "hello!";
  CHECK(mapper.map(record).id != id);
}

TEST_CASE("ulog event: pids and users that are none") {
  os::Names names;
  names.use_none();
  EventMapper mapper(names);
  Record record;
  record.pid = -1;
  record.uid = 4294967295;
  CHECK(!mapper.map(record).process.pid);
  CHECK(!mapper.map(record).who.real.user.known());
}

TEST_CASE("ulog event: screen sharing") {
  const event::Event& event =
      map("screensharingd",
          "Authentication: FAILED :: User Name: macos :: Viewer Address: 192.168.56.128 :: Type: DH");
  CHECK(event.action == Action::kLoggedIn);
  CHECK(event.success == false);
  CHECK(event.categories == "authentication");
  CHECK(event.who.target.user.name == "macos");
  CHECK(event.source.address == "192.168.56.128");
  CHECK(event.source.is_ip);
  // A name that holds an address of its own.
  const event::Event& hostile = map("screensharingd",
                                    "Authentication: FAILED :: User Name: x :: Viewer Address: 10.0.0.1 :: "
                                    "Type: DH :: Viewer Address: 192.0.2.9 "
                                    ":: Type: DH");
  CHECK(hostile.source.address.empty());
  CHECK(hostile.who.target.user.name.empty());
}

TEST_CASE("ulog event: the login window, sessions, privacy") {
  const std::string_view method = "-[SessionAgentNotificationCenter x] | ";
  const event::Event& in =
      map("loginwindow", std::string(method) +
                             "sendSystemBSDNotification: com.apple.system.loginwindow.desktopUp, "
                             "with object:503");
  CHECK(in.action == Action::kLoggedIn);
  CHECK(in.success == true);
  CHECK(in.who.target.user.id == 503U);
  CHECK(map("loginwindow", "sendBSDNotification: com.apple.sessionagent.screenIsUnlocked, with userID:501")
            .action == Action::kUnlockedTerminal);
  CHECK(map("loginwindow", "sendDistributedNotification: com.apple.screenIsLocked, with userID:501").action ==
        Action::kLockedTerminal);
  CHECK(map("securityd", "0x7fae6a51b400 Session 100012 created, uid:-1 sessionId:100012").action ==
        Action::kStartedSession);
  const event::Event& tcc =
      map("tccd", "Update Access Record: kTCCServiceMicrophone for us.zoom.xos to Allowed at 1674472946");
  CHECK(tcc.action == Action::kChangedPrivacyPermission);
  CHECK(tcc.object.name == "kTCCServiceMicrophone");
  CHECK(tcc.object.detail == "us.zoom.xos");
  CHECK(map("tccd", "Update Access Record: kTCCServiceCamera for /Volumes/a to b/x to Denied at 1")
            .object.detail == "/Volumes/a to b/x");
  CHECK(map("evil", "Update Access Record: kTCCServiceMicrophone for x to Allowed at 1").action ==
        Action::kLoggedMessage);
}

TEST_CASE("ulog event: screen sharing without a name") {
  const event::Event& event = map(
      "screensharingd", "Authentication: FAILED :: User Name: N/A :: Viewer Address: 192.0.2.7 :: Type: DH");
  CHECK(event.success == false);
  CHECK(event.who.target.user.name.empty());
  CHECK(event.source.address == "192.0.2.7");
}

TEST_CASE("ulog event: the user of a program that lets others in is none of them") {
  os::Names names;
  names.use_none();
  EventMapper mapper(names);
  Record record;
  record.uid = 0;
  record.process = "sudo";
  record.message = "alice : TTY=t ; PWD=/ ; USER=root ; COMMAND=x";
  CHECK(!mapper.map(record).who.real.user.known());
  record.process = "loginwindow";
  record.message = "INCORRECT password";
  CHECK(!mapper.map(record).who.real.user.known());
  record.process = "tccd";
  record.message = "Update Access Record: kTCCServiceCamera for a.b to Denied at 1";
  CHECK(mapper.map(record).who.real.user.id == 0U);
}

TEST_CASE("ulog event: who was not authenticated, where the log may say it") {
  const auto name = [](std::string_view who) {
    return std::string(
        map("authorizationhost", "Failed to authenticate user " + std::string(who) + " (error: 9).")
            .who.target.user.name);
  };
  CHECK(name("alice") == "alice");
  CHECK(name("<alice>") == "alice");
  CHECK(name("a (error: 1)") == "a (error: 1)");
  CHECK(name("<private>").empty());
  CHECK(name("<<private>>").empty());
  CHECK(name("<<mask.hash: 'YhjkHHfBFhvBCAw5aA3hCg=='>>").empty());
}

TEST_CASE("ulog event: sshd and su, by how their texts begin") {
  const auto is = [](std::string_view process, std::string_view text, Action action,
                     std::optional<bool> success) {
    const event::Event& event = map(process, text);
    INFO(text);
    CHECK(event.action == action);
    CHECK(event.success == success);
  };
  for (const std::string_view sshd : {"sshd", "sshd-session"}) {
    is(sshd, "Accepted publickey for a from 192.0.2.1 port 5 ssh2: ED25519 SHA256:x", Action::kLoggedIn,
       true);
    is(sshd, "Failed password for invalid user b from 192.0.2.2 port 5 ssh2", Action::kLoggedIn, false);
    is(sshd, "error: PAM: authentication error for a from 192.0.2.3 via 192.0.2.9", Action::kLoggedIn, false);
    is(sshd, "Failed publickey for a from 192.0.2.2 port 5 ssh2", Action::kAuthenticated, false);
    is(sshd, "Disconnected from user a 192.0.2.2 port 5", Action::kLoggedOut, true);
    is(sshd, "Invalid user Accepted x for y from 1 port 2 from 192.0.2.2 port 5", Action::kLoggedMessage, {});
  }
  is("su", "BAD SU alice to root on /dev/ttys000", Action::kSwitchedUser, false);
  is("su", "alice to root on /dev/ttys000", Action::kSwitchedUser, true);
  is("su", "in openpam_dispatch(): pam_sm_authenticate", Action::kLoggedMessage, {});
}

TEST_CASE("ulog event: a program that only has the name of one of macOS'") {
  os::Names names;
  names.use_none();
  EventMapper mapper(names);
  Record record;
  record.process = "sudo";
  record.message = "alice : TTY=t ; PWD=/ ; USER=root ; COMMAND=x";
  CHECK(mapper.map(record).action == Action::kRanCommand);
  for (const std::string_view path : {"/usr/bin/sudo", "/System/x/sudo"}) {
    record.process_path = path;
    CHECK(mapper.map(record).action == Action::kRanCommand);
  }
  for (const std::string_view path : {"/tmp/sudo", "/usr/local/bin/sudo", "/Users/a/System/sudo"}) {
    record.process_path = path;
    CHECK(mapper.map(record).action == Action::kLoggedMessage);
  }
}

TEST_CASE("ulog event: what sudo's users type says nothing") {
  const event::Event& failed =
      map("sudo", "   alice : 2 incorrect password attempts ; TTY=ttys002 ; COMMAND=/bin/ls");
  CHECK(failed.action == Action::kRanCommand);
  CHECK(failed.success == false);
  CHECK(map("sudo", "   alice : TTY=ttys002 ; PWD=/ ; COMMAND=/bin/ls").action == Action::kRanCommand);
  CHECK(map("sudo", "   alice : TTY=ttys002 ; PWD=/ ; COMMAND=/bin/ls").success == true);
  for (const std::string why :
       {"user NOT in sudoers", "user NOT authorized on host", "command not allowed", "a password is required",
        "no tty present and no askpass program specified"}) {
    INFO(why);
    const event::Event& refused = map("sudo", "alice : " + why + " ; TTY=t ; PWD=/ ; USER=root ; COMMAND=x");
    CHECK(refused.action == Action::kRanCommand);
    CHECK(refused.success == false);
  }
  CHECK(map("sudo", "alice : problem with defaults entries ; TTY=t ; PWD=/ ; USER=root ;").action ==
        Action::kLoggedMessage);
  CHECK(map("sudo", "alice : TTY=t ; COMMAND=/bin/echo x : 2 incorrect password attempts ; TTY=t").action ==
        Action::kRanCommand);
  CHECK(map("sudo", "alice : 2 incorrect password attempts ; TTY=t ; COMMAND=/bin/echo x : TTY=t").success ==
        false);
  CHECK(map("sudo", "(pam) x").action == Action::kLoggedMessage);
}

}  // namespace knox::ulog

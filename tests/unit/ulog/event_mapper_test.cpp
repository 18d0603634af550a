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
  CHECK(map("securityd", "0x7fae6a51b400 Session 100012 created, uid:-1 sessionId:100012").action ==
        Action::kStartedSession);
  const event::Event& tcc =
      map("tccd", "Update Access Record: kTCCServiceMicrophone for us.zoom.xos to Allowed at 1674472946");
  CHECK(tcc.action == Action::kChangedPrivacyPermission);
  CHECK(tcc.object.name == "kTCCServiceMicrophone");
  CHECK(tcc.object.detail == "us.zoom.xos to Allowed");
  CHECK(map("evil", "Update Access Record: kTCCServiceMicrophone for x to Allowed at 1").action ==
        Action::kLoggedMessage);
}

TEST_CASE("ulog event: what sudo's users type says nothing") {
  const event::Event& failed =
      map("sudo", "   alice : 2 incorrect password attempts ; TTY=ttys002 ; COMMAND=/bin/ls");
  CHECK(failed.action == Action::kAuthenticated);
  CHECK(failed.success == false);
  CHECK(map("sudo", "   alice : TTY=ttys002 ; PWD=/ ; COMMAND=/bin/ls").action == Action::kRanCommand);
  CHECK(map("sudo", "alice : TTY=t ; COMMAND=/bin/echo x : 2 incorrect password attempts ; TTY=t").action ==
        Action::kRanCommand);
  CHECK(map("sudo", "alice : 2 incorrect password attempts ; TTY=t ; COMMAND=/bin/echo x : TTY=t").success ==
        false);
  CHECK(map("sudo", "(pam) x").action == Action::kLoggedMessage);
}

}  // namespace knox::ulog

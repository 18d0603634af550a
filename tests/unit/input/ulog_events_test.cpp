#include "knox/input/ulog_events.h"

#include <string>
#include <string_view>
#include <vector>

#include "knox/os/names.h"
#include "unit/catch.h"

namespace knox::input {

namespace {

ulog::Record entry_of(std::string_view process, std::string_view message) {
  ulog::Record record;
  record.time = Time{1'760'000'000, 0};
  record.pid = 4711;
  record.process = process;
  record.message = message;
  return record;
}

const ulog::FieldSet& all_fields() {
  static const ulog::FieldSet set = ulog::FieldSet::all_but({});
  return set;
}
const ulog::FieldSet& all_but_message() {
  static constexpr std::string_view kMessage[] = {"composedMessage"};
  static const ulog::FieldSet set = ulog::FieldSet::all_but(kMessage);
  return set;
}

struct Case {
  std::string_view process, message;
  bool is_access, is_login;  // whether accesslog takes it, and whether it is logged-in
};
constexpr Case kCases[] = {
    {"screensharingd", "Authentication: SUCCEEDED :: User Name: bob :: Viewer Address: 192.0.2.7 :: Type: DH",
     true, true},
    {"loginwindow", "sendSystemBSDNotification: com.apple.system.loginwindow.desktopUp, with object:501",
     true, true},
    {"loginwindow", "anything", false, false},
    {"sudo", "bob : TTY=ttys000 ; PWD=/ ; USER=root ; COMMAND=/bin/ls", true, false},
    {"sshd", "Accepted password for bob from 192.0.2.7 port 4000 ssh2", true, true},
    {"sshd-session", "Server listening on :: port 22.", false, false},
    {"securityd", "Session 100 created, uid:-1 sessionId:100", false, false},
    {"chatd", "Accepted password for bob from 192.0.2.7 port 4000 ssh2", false, false},
    {"", "", false, false},
};

unsigned count(UlogEvents& events, const ulog::Record& record) {
  unsigned found = 0;
  events.take({record, {}, ulog::Style::kStore}, [&](const Report&) { ++found; });
  return found;
}

}  // namespace

TEST_CASE("entries of the unified log: what is judged comes true") {
  os::Names names;
  UlogEvents access({.wanted = Wanted::kAccess, .names = &names});
  Options logins{.wanted = Wanted::kEvents, .names = &names};
  logins.wants = [](std::string_view word) { return word == "logged-in"; };
  UlogEvents events(logins);
  for (const Case& c : kCases) {
    CAPTURE(c.process, c.message);
    const ulog::Record record = entry_of(c.process, c.message);
    CHECK(count(access, record) == (c.is_access ? 1 : 0));
    CHECK(count(events, record) == (c.is_login ? 1 : 0));
    for (UlogEvents* const each : {&access, &events}) {
      const bool is_taken = count(*each, record) > 0;
      // sshd and sudo are read only as a whole.
      const ulog::Verdict known = each->judge(record, all_fields()),
                          unknown = each->judge(record, all_but_message());
      CHECK(known != (is_taken ? ulog::Verdict::kNo : ulog::Verdict::kYes));
      CHECK(unknown != (is_taken ? ulog::Verdict::kNo : ulog::Verdict::kYes));
    }
  }
}

TEST_CASE("entries of the unified log: whose process is known to tell nothing need not be read") {
  os::Names names;
  UlogEvents access({.wanted = Wanted::kAccess, .names = &names});
  const auto judge = [&](std::string_view process) {
    return access.judge(entry_of(process, {}), all_but_message());
  };
  CHECK(judge("chatd") == ulog::Verdict::kNo);
  CHECK(judge("securityd") == ulog::Verdict::kNo);  // its actions are none of accesslog's
  CHECK(judge("loginwindow") == ulog::Verdict::kMaybe);
  CHECK(judge("tccd") == ulog::Verdict::kMaybe);
  CHECK(judge("sudo") == ulog::Verdict::kMaybe);
  static constexpr std::string_view kTime[] = {"date"};
  CHECK(access.judge(entry_of("chatd", {}), ulog::FieldSet::only(kTime)) == ulog::Verdict::kMaybe);

  UlogEvents all({.wanted = Wanted::kEvents, .names = &names});
  CHECK(all.judge(entry_of("chatd", {}), all_but_message()) == ulog::Verdict::kYes);
}

TEST_CASE("entries of the unified log: sshd's texts are steps of a login") {
  os::Names names;
  UlogEvents access({.wanted = Wanted::kAccess, .names = &names});
  const ulog::Record record =
      entry_of("sshd", "Failed password for invalid user x from 10.0.0.1 from 192.0.2.7 port 4000 ssh2");
  std::vector<std::string> seen;
  access.take({record, {}, ulog::Style::kStore}, [&](const Report& report) {
    seen.push_back(std::string(report.event.source.address));
    CHECK(report.event.dataset == "knox.ulog");
    CHECK(report.event.process.pid == 4711);
    CHECK(report.event.who.target.user.name == "x from 10.0.0.1");
    CHECK(report.event.success == false);
  });
  CHECK(seen == std::vector<std::string>{"192.0.2.7"});
}

}  // namespace knox::input

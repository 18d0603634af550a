// Process ids come again: after a reboot the same daemons get the same ones, and what ended the first may be
// in no record. Nobody may be told to be somebody else, and no login may be swallowed.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "knox/access/joiner.h"
#include "knox/logins/text_reader.h"
#include "unit/catch.h"

namespace knox::access {

namespace {

// Of each record: day, event, type, mark, user, target, address, port, reason.
std::vector<std::string> told_by(const std::vector<std::string_view>& lines) {
  std::vector<std::string> told;
  Joiner joiner([&](const Record& record) {
    const std::string person =
        record.target.name.empty() ? record.user.name : record.user.name + " as " + record.target.name;
    std::string text = fmt::format("{} {} {} {}", name_of(record.event), name_of(record.type),
                                   record.success == false ? "-" : "+", person);
    if (record.port) text += fmt::format(" {}:{}", record.address, *record.port);
    if (!record.reason.empty()) text += " " + record.reason;
    if (record.attempts != 0) text += fmt::format(", {} refused", record.attempts);
    if (record.began) text += fmt::format(", {}s", record.time.seconds - record.began->seconds);
    told.push_back(text);
  });
  logins::TextReader reader({1797789600, 0}, 2026, {});
  for (const std::string_view line : lines) {
    if (reader.read(line) != 0) joiner.take(reader.event());
  }
  joiner.finish();
  return told;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("access identity: a pid that comes again is another connection of sshd") {
  constexpr std::string_view kAlice =
      "Jun  3 08:00:03 h sshd[1100]: Accepted password for alice from 203.0.113.7 port 50112 ssh2";
  const std::string alice = "ssh login + alice 203.0.113.7:50112";
  CHECK(told_by({kAlice,
                 "Jun  9 08:14:03 h sshd[1100]: Accepted password for root from 203.0.113.9 port 40112 "
                 "ssh2"}) == Lines{alice, "ssh login + root 203.0.113.9:40112"});
  CHECK(told_by({kAlice,
                 "Jun  9 08:14:03 h sshd[1100]: Failed password for root from 203.0.113.9 port 40112 "
                 "ssh2"}) == Lines{alice, "ssh login - root 203.0.113.9:40112 password_refused"});
  CHECK(told_by(
            {kAlice,
             "Jun  9 08:14:03 h sshd[1100]: Connection from 203.0.113.9 port 40112 on 192.0.2.1 port "
             "22",
             "Jun  9 08:14:04 h sshd[1100]: Accepted password for root from 203.0.113.9 port 40112 ssh2",
             "Jun  9 08:14:04 h sshd[1100]: pam_unix(sshd:session): session opened for user root by (uid=0)",
             "Jun  9 08:15:04 h sshd[1100]: pam_unix(sshd:session): session closed for user root"}) ==
        Lines{alice, "ssh login + root 203.0.113.9:40112", "ssh logout + root 203.0.113.9:40112, 60s"});
  // The same person, place and port, but a week later; and within a second, but from somewhere else.
  CHECK(told_by({kAlice,
                 "Jun  9 08:00:03 h sshd[1100]: Accepted password for alice from 203.0.113.7 port 50112 "
                 "ssh2"}) == Lines{alice, alice});
  CHECK(told_by({kAlice,
                 "Jun  3 08:00:04 h sshd[1100]: Accepted password for alice from 203.0.113.7 port 50113 "
                 "ssh2"}) == Lines{alice, "ssh login + alice 203.0.113.7:50113"});
  // Only PAM tells of the second one, and of its end.
  CHECK(told_by(
            {kAlice,
             "Jun  9 08:14:04 h sshd[1100]: pam_unix(sshd:session): session opened for user root by (uid=0)",
             "Jun  9 08:15:04 h sshd[1100]: pam_unix(sshd:session): session closed for user root"}) ==
        Lines{alice, "ssh login + root", "ssh logout + root, 60s"});
  CHECK(told_by(
            {kAlice, "Jun  9 08:15:04 h sshd[1100]: pam_unix(sshd:session): session closed for user root"}) ==
        Lines{alice, "ssh logout + root"});
}

TEST_CASE("access identity: one connection is one, however long, and however its user is written") {
  CHECK(told_by({"Jun  3 08:00:03 h sshd[7]: Accepted password for alice from 203.0.113.7 port 50112 ssh2",
                 "Jun  3 08:00:04 h sshd[7]: pam_unix(sshd:session): session opened for user CORP\\Alice by "
                 "(uid=0)",
                 "Jun  5 08:00:03 h sshd[7]: Connection closed by 203.0.113.7 port 50112",
                 "Jun  5 08:00:03 h sshd[7]: pam_unix(sshd:session): session closed for user "
                 "alice@corp.example"}) ==
        Lines{"ssh login + alice 203.0.113.7:50112", "ssh logout + alice 203.0.113.7:50112, 172800s"});
}

TEST_CASE("access identity: a pid that comes again is another su, sudo or login") {
  CHECK(told_by({"Jun  3 08:00:03 h su[1100]: (to root) alice on pts/0",
                 "Jun  9 08:14:03 h su[1100]: (to root) bob on pts/1",
                 "Jun  9 08:14:03 h su[1100]: pam_unix(su:session): session opened for user root(uid=0) by "
                 "bob(uid=1001)"}) == Lines{"su  + alice as root", "su  + bob as root"});
  // In one minute, but the first has ended.
  CHECK(told_by({"Jun  3 08:00:03 h su[1100]: (to root) alice on pts/0",
                 "Jun  3 08:00:13 h su[1100]: pam_unix(su:session): session closed for user root",
                 "Jun  3 08:00:33 h su[1100]: (to root) bob on pts/1"}) ==
        Lines{"su  + alice as root", "su  + bob as root"});
  CHECK(told_by({"Jun  3 08:00:03 h sudo[1100]: alice : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls",
                 "Jun  3 08:00:23 h sudo[1100]: bob : TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/ls"}) ==
        Lines{"sudo  + alice as root", "sudo  + bob as root"});
  CHECK(told_by({"Jun  3 08:00:03 h login[1100]: LOGIN ON tty1 BY alice",
                 "Jun  4 08:00:03 h login[1100]: LOGIN ON tty1 BY bob",
                 "Jun  5 08:00:03 h login[1100]: LOGIN ON tty1 BY bob"}) ==
        Lines{"login login + alice", "login login + bob", "login login + bob"});
  CHECK(told_by(
            {"Jun  3 08:00:03 h gdm-password][1100]: pam_unix(gdm-password:session): session opened for user "
             "alice(uid=1000) by (uid=0)",
             "Jun  4 08:00:03 h gdm-password][1100]: pam_unix(gdm-password:session): session opened for user "
             "bob(uid=1001) by (uid=0)"}) == Lines{"LoginWindow login + alice", "LoginWindow login + bob"});
}

TEST_CASE("access identity: a daemon that asks for many") {
  constexpr std::string_view kFailure =
      "Jun  3 08:00:0{} h auth[7]: pam_unix(dovecot:auth): authentication failure; logname= uid=0 euid=0 "
      "tty=dovecot ruser={} rhost=192.0.2.{}  user={}";
  const std::string first = fmt::format(fmt::runtime(kFailure), 1, "alice", 1, "alice");
  const std::string second = fmt::format(fmt::runtime(kFailure), 2, "bob", 1, "bob");
  const std::string third = fmt::format(fmt::runtime(kFailure), 3, "carol", 2, "carol");
  const Lines told = told_by({first, second, third});
  REQUIRE(told.size() == 3);
  CHECK(told[0] == "authentication  - alice authentication_failed");
  CHECK(told[1] == "authentication  - bob authentication_failed, 1 refused");
  CHECK(told[2] == "authentication  - carol authentication_failed");
  CHECK(
      told_by(
          {"Jun  3 08:00:01 h xrdp-sesman[7]: pam_unix(xrdp-sesman:session): session opened for user alice",
           "Jun  3 08:00:01 h xrdp-sesman[7]: pam_unix(xrdp-sesman:session): session opened for user "
           "alice(uid=1000) by (uid=0)",
           "Jun  3 08:10:01 h xrdp-sesman[7]: pam_unix(xrdp-sesman:session): session opened for user "
           "bob(uid=1001) by (uid=0)",
           "Jun  3 08:20:01 h xrdp-sesman[7]: pam_unix(xrdp-sesman:session): session closed for user alice",
           "Jun  3 08:20:01 h xrdp-sesman[7]: pam_unix(xrdp-sesman:session): session closed for user bob"}) ==
      Lines{"screensharing login + alice", "screensharing login + bob", "screensharing logout + alice, 1200s",
            "screensharing logout + bob, 600s"});
}

}  // namespace knox::access

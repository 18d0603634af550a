// What the lines of the system's log come to, by the words of the programs' sources.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "knox/access/joiner.h"
#include "knox/logins/text_reader.h"
#include "unit/catch.h"

namespace knox::access {

namespace {

std::string told_by(const Record& record) {
  std::string text(name_of(record.event));
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) text.append(" ").append(name).append(value);
  };
  add("", name_of(record.type));
  text += record.success == false ? " -" : " +";
  add("", record.user.name);
  add("as ", record.target.name);
  add("from ", record.address + record.hostname);
  add("on ", record.terminal);
  add("by ", record.method);
  add("key ", record.key);
  add("ran ", record.command);
  add("in ", record.directory);
  add("why ", record.reason);
  add("says ", record.text);
  if (record.attempts != 0) text += fmt::format(" refused {}", record.attempts);
  return text + (record.is_noise ? " noise" : "");
}

// Lines without what every line has, as "sshd[1]: TEXT"; records one per line.
std::string told_by(const std::vector<std::string_view>& lines) {
  std::string told;
  Joiner joiner([&](const Record& record) { told.append(told.empty() ? "" : "\n").append(told_by(record)); });
  logins::TextReader reader({1797789600, 0}, 2026, {});
  for (const std::string_view line : lines) {
    const std::string whole = fmt::format("Jun  3 08:00:01 h {}", line);
    for (unsigned times = reader.read(whole); times != 0; --times) joiner.take(reader.event());
  }
  joiner.finish();
  return told;
}

}  // namespace

TEST_CASE("access text: login of util-linux, shadow and FreeBSD") {
  CHECK(told_by({"login[1]: LOGIN ON tty4 BY alice FROM 10.0.0.5"}) ==
        "login login + alice from 10.0.0.5 on tty4");
  CHECK(told_by({"login[1]: LOGIN ON tty4 BY alice"}) == "login login + alice on tty4");
  CHECK(told_by({"login[1]: ROOT LOGIN ON tty3 FROM 10.0.0.5"}) ==
        "login login + root from 10.0.0.5 on tty3");
  CHECK(told_by({"login[1]: ROOT LOGIN ON tty1"}) == "login login + root on tty1");
  CHECK(told_by({"login[1]: ROOT LOGIN  on '/dev/tty1'"}) == "login login + root on tty1");
  CHECK(told_by({"login[1]: DIALUP AT ttyS0 BY bob"}) == "login login + bob on ttyS0");
  CHECK(told_by({"login[1]: FAILED LOGIN 1 FROM 10.0.0.6 FOR bob, Authentication failure"}) ==
        "login login - bob from 10.0.0.6 why authentication_failed");
  CHECK(told_by({"login[1]: FAILED LOGIN 1 FROM tty1 FOR bob, Authentication failure"}) ==
        "login login - bob on tty1 why authentication_failed");
  CHECK(told_by({"login[1]: TOO MANY LOGIN TRIES (3) FROM tty1 FOR bob, Authentication failure"}) ==
        "login login - bob on tty1 why authentication_failed");
  CHECK(told_by({"login[1]: FAILED LOGIN (1) on '/dev/tty1' FOR 'UNKNOWN', User not known to the underlying "
                 "authentication module"}) == "login login - on tty1 why unknown_user");
  CHECK(told_by({"login[1]: ROOT LOGIN (toor) ON ttyv0", "login[1]: login on ttyv0 as toor"}) ==
        "login login + toor on ttyv0");
  CHECK(told_by(
            {"login[1]: 2 LOGIN FAILURES FROM 10.0.0.7", "login[1]: 2 LOGIN FAILURES FROM 10.0.0.7, bob"}) ==
        "login login - bob from 10.0.0.7 why authentication_failed");
}

TEST_CASE("access text: su of FreeBSD and macOS") {
  CHECK(told_by({"su[1]: BAD SU alice to root on /dev/ttyv0", "su[2]: alice to root on /dev/pts/0"}) ==
        "su - alice as root on ttyv0 why authentication_failed\nsu + alice as root on pts/0");
  CHECK(told_by({"su[1]: (to root) alice on none"}) == "su + alice as root");
}

TEST_CASE("access text: what sudo complains of is no refusal") {
  constexpr std::string_view kRun = "sudo[1]: alice : TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/ls";
  const std::string run = "sudo + alice as root on pts/1 ran /bin/ls in /";
  for (const std::string_view warning :
       {"problem with defaults entries", "unable to resolve host web1: Name or service not known",
        "something of a later version"}) {
    CAPTURE(warning);
    CHECK(told_by({fmt::format("sudo[1]: alice : {} ; TTY=pts/1 ; PWD=/ ; USER=root ;", warning), kRun}) ==
          run);
  }
  CHECK(
      told_by(
          {"sudo[1]: alice : unable to open /run/sudo/ts/alice: Read-only file system ; TTY=pts/1 ; PWD=/ ; "
           "USER=root ; COMMAND=/bin/ls",
           kRun}) == run);
  CHECK(told_by({"sudo[1]: alice : user NOT in sudoers ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/ls"}) ==
        "sudo - alice as root on pts/1 ran /bin/ls in / why not_allowed");
  CHECK(told_by({"sudo[1]: alice : command rejected by I/O plugin ; TTY=pts/1 ; PWD=/ ; USER=root ; "
                 "COMMAND=/bin/ls"}) ==
        "sudo - alice as root on pts/1 ran /bin/ls in / why command rejected by I/O plugin");
}

TEST_CASE("access text: the fields of sudo") {
  CHECK(told_by({"sudo: alice : HOST=db1 ; TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/bin/id"}) ==
        "sudo + alice as root on pts/0 ran /bin/id in /home/alice");
  CHECK(told_by({"sudo: alice : TTY=pts/0 ; CHROOT=/srv/jail ; PWD=/ ; USER=root ; COMMAND=/bin/sh"}) ==
        "sudo + alice as root on pts/0 ran /bin/sh in / says CHROOT=/srv/jail ; PWD=/ ; USER=root ; "
        "COMMAND=/bin/sh");
  CHECK(told_by({"sudo: alice : TTY=pts/0 ; PWD=/ ; USER=root ; GROUP=adm ; ENV=LD_PRELOAD=/tmp/x.so ; "
                 "COMMAND=/bin/ls"}) ==
        "sudo + alice as root on pts/0 ran /bin/ls in / says GROUP=adm ; ENV=LD_PRELOAD=/tmp/x.so");
  // Which of both is the command nobody knows.
  CHECK(
      told_by(
          {"sudo: alice : TTY=pts/0 ; PWD=/ ; USER=root ; ENV=A=b ; COMMAND=/bin/true ; COMMAND=/bin/ls"}) ==
      "sudo + alice as root on pts/0 in / says ENV=A=b ; COMMAND=/bin/true ; COMMAND=/bin/ls");
  CHECK(told_by(
            {"sudo: alice : TTY=pts/0 ; PWD=/ ; USER=bob ; COMMAND=/bin/a ; USER=root ; COMMAND=/bin/ls"}) ==
        "sudo + alice on pts/0 says PWD=/ ; USER=bob ; COMMAND=/bin/a ; USER=root ; COMMAND=/bin/ls");
}

TEST_CASE("access text: whose sudo it is, without a pid") {
  CHECK(told_by({"sudo:    alice : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/a",
                 "sudo:      bob : TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/b",
                 "sudo: pam_unix(sudo:session): session opened for user root(uid=0) by alice(uid=1000)",
                 "sudo: pam_unix(sudo:session): session opened for user root(uid=0) by bob(uid=1002)",
                 "sudo: pam_unix(sudo:session): session closed for user root"}) ==
        "sudo + alice as root on pts/0 ran /bin/a in /\nsudo + bob as root on pts/1 ran /bin/b in /");
  CHECK(
      told_by({"sudo[1]: pam_unix(sudo:session): session opened for user root(uid=0) by alice(uid=1000)"}) ==
      "sudo + alice as root");
  // Each of su's sessions ends before the next.
  CHECK(told_by({"su: pam_unix(su-l:session): session opened for user db by (uid=0)",
                 "su: pam_unix(su-l:session): session closed for user db",
                 "su: pam_unix(su-l:session): session opened for user db by (uid=0)"}) ==
        "su + as db\nsu + as db");
}

TEST_CASE("access text: pkexec") {
  constexpr std::string_view kOpened =
      "pkexec[1]: pam_unix(polkit-1:session): session opened for user root(uid=0) by alice(uid=1000)";
  constexpr std::string_view kRun =
      "pkexec[1]: alice: Executing command [USER=root] [TTY=unknown] [CWD=/home/alice] "
      "[COMMAND=/usr/sbin/gparted]";
  CHECK(told_by({kOpened, kRun}) == "sudo + alice as root ran /usr/sbin/gparted in /home/alice");
  CHECK(told_by({kOpened}) == "sudo + alice as root");
  CHECK(told_by({"pkexec[1]: alice: Error executing command as another user: Not authorized [USER=root] "
                 "[TTY=/dev/pts/0] [CWD=/] [COMMAND=/bin/sh]"}) ==
        "sudo - alice as root on pts/0 ran /bin/sh in / why Error executing command as another user: Not "
        "authorized");
  CHECK(told_by({"polkit-agent-helper-1[1]: pam_unix(polkit-1:auth): authentication failure; logname=alice "
                 "uid=1000 "
                 "euid=0 tty= ruser=alice rhost=  user=root"}) ==
        "authentication - root by pam why authentication_failed");
}

TEST_CASE("access text: one attempt of sshd is one, however long PAM waits") {
  std::vector<Record> records;
  Joiner joiner([&](const Record& record) { records.push_back(record); });
  logins::TextReader reader({1797789600, 0}, 2026, {});
  for (const std::string_view line :
       {"Dec 10 07:13:31 h sshd[7]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 "
        "tty=ssh ruser= "
        "rhost=192.0.2.7  user=root",
        "Dec 10 07:13:43 h sshd[7]: Failed password for root from 192.0.2.7 port 42393 ssh2",
        "Dec 10 07:13:53 h sshd[7]: Failed password for root from 192.0.2.7 port 42393 ssh2"}) {
    REQUIRE(reader.read(line) == 1);
    joiner.take(reader.event());
  }
  joiner.finish();
  REQUIRE(records.size() == 2);
  CHECK(records[0].reason == "password_refused");
  CHECK(records[1].attempts == 1);
}

TEST_CASE("access text: words of sshd") {
  constexpr std::string_view kFrom = "from 192.0.2.7 port 5 ssh2";
  const auto sshd = [&](std::string_view text) {
    return told_by({fmt::format("sshd[1]: {} {}", text, kFrom)});
  };
  CHECK(sshd("Accepted keyboard-interactive/pam for alice") ==
        "ssh login + alice from 192.0.2.7 by keyboard-interactive");
  CHECK(sshd("Accepted gssapi-with-mic for alice") == "ssh login + alice from 192.0.2.7 by gssapi");
  CHECK(told_by({"sshd[1]: ROOT LOGIN REFUSED FROM 192.0.2.7 port 5",
                 "sshd[1]: ROOT LOGIN REFUSED FROM 192.0.2.7 port 5 [preauth]",
                 "sshd[1]: Failed password for root from 192.0.2.7 port 5 ssh2"}) ==
        "ssh login - root from 192.0.2.7 by password why root_denied");
  CHECK(told_by({"sshd[1]: Accepted publickey for alice from 192.0.2.7 port 5 ssh2: ED25519-CERT SHA256:bb "
                 "ID alice of "
                 "corp (serial 42) CA ED25519 SHA256:cc"}) ==
        "ssh login + alice from 192.0.2.7 by publickey key SHA256:bb says ID alice of corp (serial 42) CA "
        "ED25519 "
        "SHA256:cc");
  CHECK(told_by(
            {"sshd[1]: Accepted hostbased for dan from 192.0.2.7 port 5 ssh2: ED25519 SHA256:ee, client user "
             "\"dan\", client host \"h2\""}) ==
        "ssh login + dan from 192.0.2.7 by hostbased key SHA256:ee says client user \"dan\", client host "
        "\"h2\"");
  CHECK(told_by({"sshd[1]: Connection closed by authenticating user bob 192.0.2.7 port 5 [preauth]"}) ==
        "ssh login - bob from 192.0.2.7 why unfinished");
  CHECK(told_by({"sshd[1]: Connection closed by 192.0.2.7 port 5 [preauth]"}) ==
        "ssh login - from 192.0.2.7 why no_attempt noise");
  CHECK(told_by({"sshd[1]: Failed password for root from fe80::1%eth0 port 5 ssh2"}) ==
        "ssh login - root from fe80::1 by password why password_refused");
  CHECK(told_by({"sshd[1]: Failed password for root from ::ffff:192.0.2.7 port 5 ssh2"}) ==
        "ssh login - root from 192.0.2.7 by password why password_refused");
  CHECK(told_by({"sshd[1]: Failed password for root from 192.0.2.7 port 5 ssh2",
                 "last message repeated 3 times"}) ==
        "ssh login - root from 192.0.2.7 by password why password_refused\n"
        "ssh login - root from 192.0.2.7 by password why password_refused refused 1\n"
        "ssh login - root from 192.0.2.7 by password why password_refused refused 2\n"
        "ssh login - root from 192.0.2.7 by password why password_refused refused 3");
  CHECK(told_by({"sshd[1]: Failed password for root from 192.0.2.7 port 5 ssh2", "kernel: text",
                 "last message repeated 3 times"}) ==
        "ssh login - root from 192.0.2.7 by password why password_refused");
}

TEST_CASE("access text: what was changed, and by whom") {
  CHECK(told_by({"usermod[1]: change user 'alice' UID from '1001' to '0'",
                 "usermod[1]: change user 'alice' shell from 'a' to 'b'"}) ==
        "account modify + as alice says change user 'alice' UID from '1001' to '0'; change user 'alice' "
        "shell from 'a' to 'b'");
  CHECK(told_by({"usermod[1]: change user name 'alice' to 'bob'"}) ==
        "account modify + as alice says change user name 'alice' to 'bob'");
  CHECK(told_by({"gpasswd[1]: user alice added by root to group docker"}) ==
        "group member_add + root as alice");
  CHECK(told_by({"passwd[1]: password for 'alice' changed by 'root'"}) == "password modify + root as alice");
}

}  // namespace knox::access

// One login is one record. tests/cli/cases/accesslog.case has the whole stories; here is what they cannot
// show: input that ends anywhere, and floods.
#include "knox/access/joiner.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "knox/access/formats.h"
#include "knox/input/formats.h"
#include "knox/os/names.h"
#include "support/data.h"
#include "support/process_reading.h"
#include "unit/catch.h"

namespace knox::access {

namespace {

std::string read_file(std::string_view name) {
  std::ifstream file(test::data_file(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<Record> records_of(std::string_view text) {
  os::Names names;
  names.use_none();
  std::vector<Record> records;
  Joiner joiner([&](const Record& record) { records.push_back(record); });
  const auto input = input::make_linux_input({.wanted = input::Wanted::kAccess, .names = &names});
  test::read_processes(*input, text, [&](const input::Report& report) { joiner.take(report.event); });
  joiner.finish();
  return records;
}

std::string line(std::uint64_t milliseconds, std::string_view type, unsigned pid, std::string_view message) {
  return fmt::format(
      "type={} msg=audit({}.{:03}:{}): pid={} uid=0 auid=4294967295 ses=4294967295 subj=x msg='{}'\n", type,
      1700000000 + milliseconds / 1000, milliseconds % 1000, milliseconds, pid, message);
}

constexpr std::string_view kFailed =
    "op=PAM:authentication grantors=? acct=\"root\" exe=\"/usr/sbin/sshd\" addr=192.0.2.1 terminal=ssh "
    "res=failed";
constexpr std::string_view kUnknown =
    "op=login acct=\"(unknown)\" exe=\"/usr/sbin/sshd\" addr=192.0.2.1 terminal=ssh res=failed";

}  // namespace

TEST_CASE("access joiner: a log that ends anywhere") {
  const std::string log = read_file("linux/access.log");
  const std::vector<Record> all = records_of(log);
  CHECK(all.size() == 35);
  std::size_t before = 0;
  for (std::size_t end = 0; end <= log.size(); end += 61) {
    const std::vector<Record> some = records_of(std::string_view(log).substr(0, end));
    CHECK(some.size() <= all.size() + 1);  // of a connection that was cut before it was let in
    CHECK(some.size() + 2 >= before);
    before = some.size();
  }
}

TEST_CASE("access joiner: each attempt of a flood is told once, and connections are forgotten") {
  std::string log;
  constexpr unsigned kMany = 3 * Joiner::kTalks;
  for (unsigned pid = 1; pid <= kMany; ++pid) log += line(pid, "USER_AUTH", pid, kFailed);
  const std::vector<Record> records = records_of(log);
  CHECK(records.size() == kMany);
  for (const Record& record : records) CHECK(record.reason == "authentication_failed");
}

TEST_CASE("access joiner: a process id that is used again is another connection") {
  const std::vector<Record> records =
      records_of(line(0, "USER_AUTH", 7, kFailed) + line(200'000, "USER_AUTH", 7, kFailed));
  REQUIRE(records.size() == 2);
  CHECK(records[1].attempts == 0);
}

TEST_CASE("access joiner: a scan is noise") {
  const std::vector<Record> records = records_of(line(0, "USER_LOGIN", 7, kUnknown));
  REQUIRE(records.size() == 1);
  CHECK(records[0].is_noise);
  CHECK(records[0].reason == "no_attempt");
  CHECK(!records[0].user.known());
}

TEST_CASE("access joiner: what runs in a session does not say where somebody came from") {
  const std::vector<Record> records = records_of(
      "type=USER_AUTH msg=audit(1700000000.000:1): pid=7 uid=0 auid=1000 ses=14 msg='op=PAM:authentication "
      "acct=\"root\" exe=\"/usr/bin/chfn\" hostname=web1 addr=127.0.0.1 terminal=pts/2 res=failed'\n");
  REQUIRE(records.size() == 1);
  CHECK(records[0].event == Event::kAuthentication);
  CHECK(records[0].address.empty());
  CHECK(records[0].hostname.empty());
}

TEST_CASE("access joiner: a group that userdel takes somebody out of is not whom it deletes") {
  const std::vector<Record> records = records_of(
      line(0, "USER_MGMT", 7,
           "op=deleting-user-from-group grp=\"wheel\" id=1002 exe=\"/usr/sbin/userdel\" res=success"));
  REQUIRE(records.size() == 1);
  CHECK(records[0].type == Type::kDelete);
  CHECK(records[0].target.name.empty());
  CHECK(records[0].target.id == 1002U);
}

TEST_CASE("access joiner: hosts of one log are told apart") {
  const std::string one = line(0, "USER_AUTH", 7, kFailed), other = line(100, "USER_AUTH", 7, kFailed);
  const std::vector<Record> records = records_of("node=a " + one + "node=b " + other);
  REQUIRE(records.size() == 2);
  CHECK(records[0].host == "a");
  CHECK(records[1].host == "b");
  CHECK(records[1].attempts == 0);
}

TEST_CASE("access joiner: a login whose session was not opened is none") {
  constexpr std::string_view kEnd = " acct=\"lim\" exe=\"/usr/sbin/sshd\" addr=192.0.2.1 terminal=ssh res=";
  const std::string log =
      line(0, "USER_AUTH", 7, fmt::format("op=PAM:authentication{}success", kEnd)) +
      "type=LOGIN msg=audit(1700000000.100:2): pid=7 uid=0 old-auid=4294967295 auid=1009 tty=(none) "
      "old-ses=4294967295 ses=7 res=1\n" +
      line(200, "USER_START", 7, fmt::format("op=PAM:session_open{}failed", kEnd));
  const std::vector<Record> records =
      records_of(log + line(300, "USER_LOGIN", 7, fmt::format("op=login{}failed", kEnd)));
  REQUIRE(records.size() == 1);
  CHECK(records[0].success == false);
  CHECK(records[0].reason == "not_allowed");
  CHECK(records[0].user.name == "lim");
  CHECK(records[0].attempts == 0);
}

TEST_CASE("access joiner: a sudo that is refused is told once") {
  constexpr std::string_view kEnd = " acct=\"alice\" exe=\"/usr/bin/sudo\" terminal=/dev/pts/0 res=";
  const std::string denied = line(0, "USER_AUTH", 7, fmt::format("op=PAM:authentication{}success", kEnd)) +
                             line(1, "USER_ACCT", 7, fmt::format("op=PAM:accounting{}failed", kEnd));
  const std::string command = "cwd=\"/\" cmd=\"id\" exe=\"/usr/bin/sudo\" terminal=pts/0 res=";
  for (const std::string& log :
       {denied, denied + line(2, "USER_CMD", 7, command + "failed"),
        line(2, "USER_CMD", 7, command + "success") +
            line(3, "USER_START", 7, fmt::format("op=PAM:session_open{}failed", kEnd))}) {
    const std::vector<Record> records = records_of(log);
    REQUIRE(records.size() == 1);
    CHECK(records[0].event == Event::kSudo);
    CHECK(records[0].success == false);
    CHECK(records[0].reason == "not_allowed");
  }
}

TEST_CASE("access joiner: an unlock after a wrong password succeeded") {
  constexpr std::string_view kEnd =
      " acct=\"bob\" exe=\"/usr/libexec/gdm-session-worker\" terminal=/dev/tty1 res=";
  const std::vector<Record> records =
      records_of(line(0, "USER_AUTH", 7, fmt::format("op=PAM:authentication{}failed", kEnd)) +
                 line(5000, "USER_AUTH", 7, fmt::format("op=PAM:authentication{}success", kEnd)));
  REQUIRE(records.size() == 2);
  CHECK(records[0].success == false);
  CHECK(records[1].event == Event::kAuthentication);
  CHECK(records[1].success == true);
  CHECK(records[1].attempts == 1);
}

TEST_CASE("access joiner: records of files are in the order of their times") {
  const std::string sudo =
      "op=PAM:authentication acct=\"alice\" exe=\"/usr/bin/sudo\" terminal=/dev/pts/0 res=success";
  std::string log = line(0, "USER_AUTH", 7, sudo);  // that runs nothing
  for (unsigned i = 1; i <= 40; ++i) log += line(i * 5000, "USER_AUTH", 100 + i, kFailed);
  const std::vector<Record> records = records_of(log);
  REQUIRE(records.size() == 41);
  CHECK(records[0].event == Event::kSudo);
  for (std::size_t i = 1; i < records.size(); ++i) CHECK(records[i - 1].time < records[i].time);
}

TEST_CASE("access joiner: whom sudo asks for the password of may be whom its caller becomes") {
  const auto caller = [](unsigned uid, std::string_view account) {
    const std::vector<Record> records = records_of(fmt::format(
        "type=USER_AUTH msg=audit(1700000000.000:1): pid=7 uid={0} auid={0} ses=3 msg='op=PAM:authentication "
        "acct=\"{1}\" exe=\"/usr/bin/sudo\" terminal=/dev/pts/0 res=failed'\n"
        "type=USER_CMD msg=audit(1700000001.000:2): pid=7 uid={0} auid={0} ses=3 msg='cwd=\"/\" cmd=\"id\" "
        "exe=\"/usr/bin/sudo\" terminal=? res=failed'\n",
        uid, account));
    REQUIRE(records.size() == 1);
    CHECK(records[0].user.id == uid);
    return records[0].user.name + " as " + records[0].target.name;
  };
  CHECK(caller(1000, "alice") == "alice as ");
  CHECK(caller(1000, "root") == " as root");
  CHECK(caller(0, "root") == "root as ");
  CHECK(caller(0, "bob") == " as bob");
}

TEST_CASE("access joiner: who becomes another in a session has the name of the login") {
  const std::vector<Record> records = records_of(
      "type=USER_ACCT msg=audit(1700000000.000:1): pid=7 uid=0 auid=4294967295 ses=4294967295 "
      "msg='op=PAM:accounting acct=\"alice\" exe=\"/usr/sbin/sshd\" addr=192.0.2.1 terminal=ssh "
      "res=success'\n"
      "type=LOGIN msg=audit(1700000000.100:2): pid=7 uid=0 old-auid=4294967295 auid=1000 tty=(none) "
      "old-ses=4294967295 ses=3 res=1\n"
      "type=USER_AUTH msg=audit(1700000009.000:3): pid=8 uid=1000 auid=1000 ses=3 msg='op=PAM:authentication "
      "acct=\"root\" exe=\"/usr/bin/su\" terminal=/dev/pts/0 res=failed'\n"
      "type=USER_AUTH msg=audit(1700000019.000:4): pid=9 uid=1001 auid=1000 ses=3 msg='op=PAM:authentication "
      "acct=\"root\" exe=\"/usr/bin/su\" terminal=/dev/pts/0 res=failed'\n");
  REQUIRE(records.size() == 3);
  CHECK(records[1].user.id == 1000U);
  CHECK(records[1].user.name == "alice");
  CHECK(records[2].user.id == 1001U);
  CHECK(records[2].user.name.empty());
  CHECK(records[2].audit.name == "alice");
}

TEST_CASE("access joiner: login screens and jobs are noise") {
  for (const std::string_view account : {"gdm", "gdm-greeter", "gdm-greeter-2"}) {
    const std::vector<Record> records = records_of(
        line(0, "USER_START", 7,
             fmt::format(
                 "op=PAM:session_open acct=\"{}\" exe=\"/usr/libexec/gdm-session-worker\" terminal=/dev/tty1 "
                 "res=success",
                 account)));
    REQUIRE(records.size() == 1);
    CHECK(records[0].is_noise);
  }
  const std::vector<Record> records = records_of(line(
      0, "USER_ACCT", 7, "op=PAM:accounting acct=\"bad\" exe=\"/usr/sbin/crond\" terminal=cron res=failed"));
  REQUIRE(records.size() == 1);
  CHECK(records[0].is_noise);
  CHECK(records[0].event == Event::kSession);
  CHECK(records[0].type == Type::kStart);
  CHECK(records[0].success == false);
}

TEST_CASE("access joiner: an account whose password has expired, and who chooses another") {
  constexpr std::string_view kEnd = " acct=\"pwx\" exe=\"/usr/bin/su\" terminal=pts/0 res=";
  const std::string denied = line(0, "USER_AUTH", 7, fmt::format("op=PAM:authentication{}success", kEnd)) +
                             line(1, "USER_ACCT", 7, fmt::format("op=PAM:accounting{}failed", kEnd));
  const std::vector<Record> records =
      records_of(denied + line(2000, "USER_START", 7, fmt::format("op=PAM:session_open{}success", kEnd)));
  REQUIRE(records.size() == 1);
  CHECK(records[0].success == true);
  CHECK(records[0].attempts == 0);
  const std::vector<Record> refused = records_of(denied);
  REQUIRE(refused.size() == 1);
  CHECK(refused[0].success == false);
  CHECK(refused[0].reason == "not_allowed");
}

TEST_CASE("access joiner: a session whose number is another is another login") {
  const auto login = [](unsigned second, std::string_view name, unsigned uid, unsigned session,
                        std::string_view host) {
    return fmt::format(
        "type=USER_ACCT msg=audit({0}.000:1): pid=7 uid=0 auid=4294967295 ses=4294967295 "
        "msg='op=PAM:accounting "
        "acct=\"{1}\" exe=\"/usr/sbin/sshd\" addr={4} terminal=ssh res=success'\n"
        "type=LOGIN msg=audit({0}.100:2): pid=7 uid=0 old-auid=4294967295 auid={2} tty=(none) "
        "old-ses=4294967295 ses={3} res=1\n"
        "type=USER_START msg=audit({0}.200:3): pid=7 uid=0 auid={2} ses={3} msg='op=PAM:session_open "
        "acct=\"{1}\" exe=\"/usr/sbin/sshd\" addr={4} terminal=ssh res=success'\n",
        1700000000 + second, name, uid, session, host);
  };
  for (const std::string_view host : {"192.0.2.1", "192.0.2.9"}) {
    const std::vector<Record> records =
        records_of(login(0, "alice", 1000, 3, "192.0.2.1") + login(500'000, "bob", 1002, 9, host) +
                   line(900'000'000, "USER_AUTH", 7, kFailed));
    REQUIRE(records.size() == 3);
    CHECK(records[0].user.name == "alice");
    CHECK(records[1].user.name == "bob");
    CHECK(records[1].session == 9U);
    CHECK(records[2].user.name == "root");
    CHECK(records[2].success == false);
  }
}

TEST_CASE("access joiner: what runs on when its login has ended is still of that login") {
  const std::vector<Record> records = records_of(
      "type=USER_ACCT msg=audit(1700000000.000:1): pid=7 uid=0 auid=4294967295 ses=4294967295 "
      "msg='op=PAM:accounting "
      "acct=\"alice\" exe=\"/usr/sbin/sshd\" addr=192.0.2.1 terminal=ssh res=success'\n"
      "type=LOGIN msg=audit(1700000000.100:2): pid=7 uid=0 old-auid=4294967295 auid=1000 tty=(none) "
      "old-ses=4294967295 ses=3 res=1\n"
      "type=USER_END msg=audit(1700000020.000:3): pid=7 uid=0 auid=1000 ses=3 msg='op=PAM:session_close "
      "acct=\"alice\" exe=\"/usr/sbin/sshd\" addr=192.0.2.1 terminal=ssh res=success'\n"
      "type=USER_CMD msg=audit(1700000900.000:4): pid=8 uid=1000 auid=1000 ses=3 msg='cwd=\"/\" cmd=\"id\" "
      "exe=\"/usr/bin/sudo\" terminal=pts/0 res=success'\n");
  REQUIRE(records.size() == 3);
  CHECK(records[1].type == Type::kLogout);
  CHECK(records[1].session == 3U);
  CHECK(records[2].event == Event::kSudo);
  CHECK(records[2].address == "192.0.2.1");
  CHECK(records[2].user.name == "alice");
}

TEST_CASE("access joiner: one key has one fingerprint") {
  std::string hexadecimal = "SHA256";
  for (unsigned i = 0; i < 32; ++i) hexadecimal += fmt::format(":{:02x}", i);
  const auto key = [](std::string_view fingerprint) {
    const std::vector<Record> records = records_of(
        line(0, "USER_AUTH", 7,
             "op=pubkey_auth acct=\"alice\" exe=\"/usr/sbin/sshd\" addr=192.0.2.1 res=success") +
        line(1, "USER_AUTH", 7,
             fmt::format("op=key algo=rsa size=2048 fp={} acct=\"alice\" exe=\"/usr/sbin/sshd\" "
                         "addr=192.0.2.1 res=success",
                         fingerprint)) +
        line(2, "USER_START", 7,
             "op=PAM:session_open acct=\"alice\" exe=\"/usr/sbin/sshd\" addr=192.0.2.1 res=success"));
    return records.empty() ? std::string() : records[0].key;
  };
  CHECK(key(hexadecimal) == "SHA256:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
  CHECK(key("SHA256:00:11:22") == "SHA256:00:11:22");
  CHECK(key(hexadecimal.replace(7, 2, "zz")) == hexadecimal);
}

}  // namespace knox::access

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

}  // namespace knox::access

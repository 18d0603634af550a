// Several sources tell of one thing. tests/cli/cases/accesslog_merge.case has the whole stories; here is what
// they cannot show: what must stay apart, and floods.
#include "knox/access/merger.h"

#include <algorithm>
#include <vector>

#include "unit/catch.h"

namespace knox::access {

namespace {

Record login(std::string_view source, std::uint64_t seconds, std::uint32_t pid) {
  Record record;
  record.time = {seconds, 0};
  record.event = Event::kSsh;
  record.type = Type::kLogin;
  record.success = true;
  record.user.name = "alice";
  record.address = "192.0.2.7";
  record.pid = pid;
  record.source = source;
  return record;
}

std::vector<Record> merged(const std::vector<Record>& records) {
  std::vector<Record> all;
  Merger merger([&](const Record& record) { all.push_back(record); });
  for (const Record& record : records) merger.take(record);
  merger.finish();
  return all;
}

std::size_t count(const Record& a, const Record& b) {
  return merged({a, b}).size();
}

}  // namespace

TEST_CASE("access merger: what may be another thing stays apart") {
  const Record a = login("linux_audit", 1000, 7);
  CHECK(count(a, login("syslog", 1001, 7)) == 1);
  CHECK(count(a, login("syslog", 1009, 7)) == 1);
  CHECK(count(a, login("syslog", 1011, 7)) == 2);
  CHECK(count(a, login("syslog", 1000, 8)) == 2);
  CHECK(count(a, login("linux_audit", 1000, 7)) == 2);

  Record b = login("syslog", 1000, 7);
  b.success = false;
  CHECK(count(a, b) == 2);
  b = login("syslog", 1000, 7);
  b.user.name = "bob";
  CHECK(count(a, b) == 2);
  b = login("syslog", 1000, 7);
  b.address = "192.0.2.8";
  CHECK(count(a, b) == 2);
  b = login("syslog", 1000, 7);
  b.type = Type::kLogout;
  CHECK(count(a, b) == 2);
  b = login("syslog", 1000, 7);
  b.pid.reset();
  CHECK(count(a, b) == 1);
  b.time.seconds = 1003;  // without a process id the person and the place have to be nearer
  CHECK(count(a, b) == 2);
  b = login("utmp", 1001, 9);  // of the session's shell
  b.event = Event::kLogin;
  CHECK(count(a, b) == 1);
}

TEST_CASE("access merger: each login finds its own") {
  std::vector<Record> records;
  for (std::uint32_t i = 0; i < 20; ++i) {
    records.push_back(login("linux_audit", 1000 + i, i + 1));
    records.push_back(login("syslog", 1000 + i, i + 1));
    records.back().port = 40'000 + i;
  }
  do {
    const std::vector<Record> all = merged(records);
    REQUIRE(all.size() == 20);
    for (const Record& record : all) CHECK(*record.port == 39'999 + *record.pid);
    std::ranges::rotate(records, records.begin() + 7);
  } while (records.front().pid != 1U);
}

TEST_CASE("access merger: a flood is told once each, and memory is bounded") {
  std::vector<Record> records(Merger::kMost + 10, login("syslog", 1000, 7));
  std::size_t told = 0;
  Merger merger([&](const Record&) { ++told; });
  for (const Record& record : records) merger.take(record);
  CHECK(merger.released() == Merger::kMost / 2);
  CHECK(told == Merger::kMost / 2);
  merger.finish();
  CHECK(told == records.size());
}

}  // namespace knox::access

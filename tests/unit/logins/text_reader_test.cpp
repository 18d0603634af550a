#include "knox/logins/text_reader.h"

#include <fstream>
#include <iterator>
#include <string>

#include "support/data.h"
#include "unit/catch.h"

namespace knox::logins {

namespace {

constexpr Time kNow{1780488000, 0};  // 2026-06-03T12:00:00Z

std::string code_of(std::string_view line) {
  TextReader reader(kNow, 0, {});
  return reader.read(line) == 0 ? "none" : std::string(reader.event().code);
}

}  // namespace

TEST_CASE("logins text: headers") {
  HeaderReader reader(kNow);
  Header header;
  REQUIRE(reader.read("Jun  3 08:01:02 web1 sshd[7]: text\r\n", header));
  CHECK(header.host == "web1");
  CHECK(header.program == "sshd");
  CHECK(header.pid == 7U);
  CHECK(header.text == "text");
  REQUIRE(reader.read("<38>1 2026-06-03T08:01:02.25Z web1 sshd 7 - [a b=\"c\"] text", header));
  CHECK(header.time == Time{1780473662, 250'000'000});
  CHECK(header.time_digits == 3);
  CHECK(header.text == "text");
  for (const std::string_view none :
       {"", "text", "Jun 33 08:01:02 a b: c", "Jun  3 25:01:02 a b: c", "Jun  3 08:01:02 a",
        "Jun  3 08:01:02 a b c", "2026-13-03T08:01:02Z a b: c", "<38>1 2026-06-03T08:01:02Z a - 7 - - text",
        "Jun  3 08:01:02  b: c"}) {
    CAPTURE(none);
    CHECK(!reader.read(none, header));
  }
}

TEST_CASE("logins text: a year that is there, between others that are not") {
  HeaderReader reader(kNow);
  Header header;
  for (int i = 0; i < 2; ++i) {
    REQUIRE(reader.read("Jun  3 2015 08:01:02 web1 screensharingd[7]: text", header));
    CHECK(header.time == Time{1433318462, 0});
    CHECK(header.host == "web1");
    CHECK(header.program == "screensharingd");
    REQUIRE(reader.read("Jun  3 08:01:02 web1 sshd[7]: text", header));
    CHECK(header.time == Time{1780473662, 0});
  }
  for (const std::string_view none : {"Jun 33 2015 08:01:02 a b: c", "Jun  3 1815 08:01:02 a b: c",
                                      "Jun  3 20x5 08:01:02 a b: c", "Jun  3 2015 08:01:02"}) {
    CAPTURE(none);
    CHECK(!reader.read(none, header));
  }
}

TEST_CASE("logins text: whoever looks at the screen chooses a name, and no address") {
  TextReader reader(kNow, 0, {});
  REQUIRE(
      reader.read("Jun  3 08:01:02 mac screensharingd[7]: Authentication: FAILED :: User Name: a :: Viewer "
                  "Address: 10.0.0.1 :: Type: DH :: Viewer Address: 192.0.2.7 :: Type: DH") == 1);
  CHECK(reader.event().who.real.user.name == "a :: Viewer Address: 10.0.0.1 :: Type: DH");
  CHECK(reader.event().source.address == "192.0.2.7");
  CHECK(reader.event().success == false);
  CHECK(
      code_of("Jun  3 08:01:02 mac screensharingd[7]: Authentication: SUCCEEDED :: User Name: bob :: Viewer "
              "Address: 192.0.2.7 :: Type: N/A") == "screen-shared");
}

TEST_CASE("logins text: a year that is not there") {
  Header header;
  HeaderReader latest(kNow);
  REQUIRE(latest.read("Dec 31 23:00:00 a b: c", header));
  CHECK(header.time.seconds < kNow.seconds);
  HeaderReader known(kNow, 2019);
  REQUIRE(known.read("Dec 31 23:59:59 a b: c", header));
  const std::uint64_t last = header.time.seconds;
  REQUIRE(known.read("Jan  1 00:00:00 a b: c", header));
  CHECK(header.time.seconds == last + 1);
}

TEST_CASE("logins text: other headers") {
  HeaderReader reader(kNow);
  Header header;
  for (const std::string_view line :
       {"Jun  3 08:01:02.250 web1 sshd[7]: text", "Wed 2026-06-03 08:01:02 UTC web1 sshd[7]: text",
        "1780473662.250000 web1 sshd[7]: text", "Jun  3 08:01:02 web1 auth.info sshd[7]: text",
        "<38>1 2026-06-03T08:01:02Z web1 sshd 7 - - \xef\xbb\xbftext"}) {
    CAPTURE(line);
    REQUIRE(reader.read(line, header));
    CHECK(header.time.seconds == 1780473662);
    CHECK(header.host == "web1");
    CHECK(header.program == "sshd");
    CHECK(header.pid == 7U);
    CHECK(header.text == "text");
  }
  REQUIRE(reader.read("Jun  3 08:01:02.25 web1 sshd[7]: text", header));
  CHECK(header.time.nanoseconds == 250'000'000);
  REQUIRE(reader.read("<38>1 2026-06-03T08:01:02Z - sshd 7 - - text", header));
  CHECK(header.host.empty());
  REQUIRE(reader.read("Jun  3 08:01:02 web1 (systemd)[7]: text", header));
  CHECK(header.program == "systemd");
  for (const std::string_view none :
       {"Jun  3 08:01:02. web1 a: c", "Jun  3 08:01:02.x web1 a: c", "Jun  3 08:01:02.1",
        "Wed 2026-06-33 08:01:02 UTC a b: c", "Wed 2026-06-03 08:01:02", "17804.25 web1 a: c",
        "1780473662. web1 a: c"}) {
    CAPTURE(none);
    CHECK(!reader.read(none, header));
  }
}

TEST_CASE("logins text: days that are in no year, or in few") {
  Header header;
  REQUIRE(HeaderReader(kNow).read("Feb 29 23:59:59 a b: c", header));
  CHECK(header.time.seconds == 1709251199);  // 2024
  CHECK(!HeaderReader(kNow, 2025).read("Feb 29 23:59:59 a b: c", header));
  CHECK(!HeaderReader(kNow).read("Jun 31 08:00:01 a b: c", header));
  CHECK(!HeaderReader(kNow).read("Feb 30 08:00:01 a b: c", header));
}

TEST_CASE("logins text: whoever sends a message to journald chooses its identifier, and no program") {
  constexpr std::string_view kMessage =
      "\"__REALTIME_TIMESTAMP\":\"1780473603123456\",\"_PID\":\"7\",\"SYSLOG_IDENTIFIER\":\"sshd\","
      "\"MESSAGE\":\"Accepted "
      "password for root from 203.0.113.7 port 1 ssh2\"}";
  const auto times = [&](std::string_view program) {
    TextReader reader(kNow, 0, {});
    const std::string line = "{\"_EXE\":\"" + std::string(program) + "\"," + std::string(kMessage);
    const unsigned told = reader.read_journal(line);
    CHECK(reader.had_header());
    return told;
  };
  CHECK(times("/usr/bin/logger") == 0);
  CHECK(times("/home/alice/a.out") == 0);
  CHECK(times("/usr/sbin/sshd") == 1);
  CHECK(times("/usr/lib/openssh/sshd-session") == 1);
  CHECK(times("") == 1);
}

TEST_CASE("logins text: what is nobody's business") {
  CHECK(code_of("Jun  3 08:01:02 a sshd[7]: Server listening on 0.0.0.0 port 22.") == "none");
  CHECK(code_of("Jun  3 08:01:02 a kernel: Accepted password for x from 192.0.2.1 port 1 ssh2") == "none");
  CHECK(code_of("Jun  3 08:01:02 a sshd[7]: Accepted password for x from 192.0.2.1 port 1 ssh2") ==
        "accepted");
}

TEST_CASE("logins text: lines that end anywhere, and line that stand for many") {
  std::ifstream file(test::data_file("syslog/auth.log"), std::ios::binary);
  const std::string log{std::istreambuf_iterator<char>(file), {}};
  TextReader reader(kNow, 2026, {});
  for (std::size_t begin = 0; begin < log.size();) {
    const std::size_t end = log.find('\n', begin);
    for (std::size_t size = 0; size <= end - begin; ++size) {
      const std::string line = log.substr(begin, size);  // so that nobody reads behind it unnoticed
      CHECK(reader.read(line) <= 2);
    }
    begin = end + 1;
  }
  CHECK(reader.read(
            "Jun  3 08:01:02 a sshd[7]: message repeated 4000000000 times: [ Failed password for x from "
            "192.0.2.1 port 1 ssh2]") == 100);
}

}  // namespace knox::logins

#include "knox/ulog/entry_reader.h"

#include <string>

#include "support/ulog_reading.h"
#include "unit/catch.h"

namespace knox::ulog {

namespace {

using Strings = std::vector<std::string>;
using test::read_ulog;
using test::UlogReading;

UlogReading read_all(std::string_view bytes) {
  const UlogReading whole = read_ulog(bytes, bytes.size() + 1);
  for (const std::size_t chunk : {1U, 7U, 4096U}) CHECK(read_ulog(bytes, chunk) == whole);
  return whole;
}

constexpr std::string_view kSums =
    "--------------------------------------------------------------------------------------------------------"
    "------------\n"
    "Log      - Default:         15, Info:                0, Debug:             0, Error:          0, Fault: "
    "         0\n"
    "Activity - Create:           0, Transition:          0, Actions:           0\n";

}  // namespace

TEST_CASE("ulog entries: the style default, with header, filter and sums") {
  const std::string a =
      "2022-01-12 13:37:04.302185+0000 0x705f3f   Debug       0x0                  40281  0    OverSight: "
      "[a:b] one";
  const std::string b =
      "2022-01-12 13:37:04.302613+0000 0x705f3f   Debug       0x0                  40281  0    OverSight: "
      "arguments: (\n"
      "\t\"/Applications/OverSight\"\n\n)\n----------";
  const std::string text =
      "Filtering the log data using \"senderImagePath CONTAINS \"ACPIDebug\"\"\n"
      "Timestamp                       Thread     Type        Activity             PID    TTL  \n" +
      a + "\n" + b + "\n" + a + "\n" + std::string(kSums);
  const UlogReading found = read_all(text);
  CHECK(found.entries == Strings{a, b, a});
  CHECK(found.lost.empty());
}

TEST_CASE("ulog entries: dashes within a message are a part of it") {
  const std::string a = "2022-11-14 13:21:14.972 Df a[1:2] x\n" + std::string(116, '-') + "\nend";
  const std::string b = "2022-11-14 13:21:14.972 Df a[1:2] x\n" + std::string(116, '-');
  CHECK(read_all(a + "\n" + b + "\n" + b).entries == Strings{a, b, b});
  CHECK(read_all("Timestamp               Ty Process[PID:TID]\n" + a + "\n").entries == Strings{a});
}

TEST_CASE("ulog entries: the style syslog") {
  const std::string a = "2018-10-24 17:23:33.842651+0200  localhost sudo[2002]:   M : 2 incorrect";
  const UlogReading found =
      read_all("Timestamp                       (process)[PID]    \n" + a + "\n" + a + "\n  more\n");
  CHECK(found.entries == Strings{a, a + "\n  more"});
  CHECK(found.lost.empty());
}

TEST_CASE("ulog entries: lines of nobody in front of the first") {
  const std::string a = "2018-10-24 17:23:33.842651+0200  localhost sudo[2002]: x";
  const UlogReading found = read_all("no entry\n" + a + "\n");
  CHECK(found.entries == Strings{a});
  CHECK(found.lost == Strings{"0: foreign line"});
}

TEST_CASE("ulog entries: a silence ends an entry, and what follows then is nobody's") {
  EntryReader reader;
  Strings entries;
  const EntryReader::Emit emit = [&](const Entry& entry) { entries.emplace_back(entry.bytes); };
  const std::string a = "2022-11-14 13:21:14.972 Df a[1:2] x";
  CHECK(!reader.take(as_bytes(a + "\n"), Style::kCompact, emit));
  reader.silence(100, emit);
  CHECK(entries.empty());
  reader.silence(1000, emit);
  CHECK(entries == Strings{a});
  CHECK(reader.take(as_bytes("late\n"), Style::kCompact, emit));
  CHECK(!reader.take(as_bytes(a + "\n"), Style::kCompact, emit));
  reader.begin_file();
  CHECK(reader.take(as_bytes("of another file\n"), Style::kCompact, emit));
  reader.finish(emit);
  CHECK(entries == Strings{a, a});
}

TEST_CASE("ulog entries: what the reader says of an entry") {
  std::vector<std::string> messages;
  read_ulog("2022-11-14 13:21:14.972 Df a[1:2] one\n\ttwo\n", 3, [&](const Entry& entry) {
    CHECK(entry.style == Style::kCompact);
    messages.emplace_back(*entry.record.message);
  });
  CHECK(messages == Strings{"one\n\ttwo"});
}

TEST_CASE("ulog style: what shows it") {
  CHECK(looks_like_log("Filtering the log data using \"x\"\n"));
  CHECK(looks_like_log("{\"timezoneName\":\"\",\"messageType\":\"Error\",\"eventType\":\"logEvent\""));
  CHECK(looks_like_log(
      "[{\n  \"traceID\" : 1,\n  \"messageType\" : \"Default\",\n  \"eventType\" : \"logEvent\""));
  CHECK(looks_like_log("2022-11-14 13:21:14.972 Df a[1:2] x\n"));
  CHECK(looks_like_log("{\"subsystem\":\"\",\"thread_id\":1,\"library_uuid\":\"\",\"activity_id\":1"));
  CHECK_FALSE(looks_like_log("{\"schema_version\":1,\"mach_time\":5,\"event_type\":9"));
  CHECK_FALSE(looks_like_log("{\"MESSAGE\":\"x\",\"_PID\":\"1\"}\n"));
  CHECK_FALSE(looks_like_log("type=SYSCALL msg=audit(1.0:1): x\n"));
  CHECK_FALSE(looks_like_log("Feb 21 21:54:44 web1 sshd[3402]: Failed\n"));
  CHECK_FALSE(looks_like_log("\n\n"));
  CHECK_FALSE(looks_like_log(""));
  CHECK(sniff_style("{\"time\":1,\"library_uuid\":\"\"}\n") == Style::kMandiant);
  for (const StyleName& row : styles()) CHECK(find_style(row.name) == row.style);
}

}  // namespace knox::ulog

// What holds right at a limit: a mistake by one there is one that other tests pass over.
#include <string>
#include <vector>

#include "knox/bsm/exec.h"
#include "knox/bsm/framer.h"
#include "knox/bsm/record.h"
#include "knox/bsm/select.h"
#include "support/bsm_builder.h"
#include "support/framing.h"
#include "support/zone.h"
#include "unit/catch.h"

namespace knox::bsm {

namespace {

using test::Framing;
using test::RecordBuilder;

// A record without a trailer, of exactly so many bytes.
std::string bare_record(std::size_t size, std::uint8_t version = 11) {
  constexpr std::size_t kRest = 18 + 2 * (1 + 2 + 1) + 6;  // header, two texts, return, trailer-less
  const std::size_t letters = size - kRest;
  const std::string half(letters / 2, 'a'), other(letters - letters / 2, 'b');
  const std::string record = RecordBuilder({.event = 1, .seconds = 1700000000, .version = version})
                                 .text(half)
                                 .text(other)
                                 .return32(0, 0)
                                 .no_trailer()
                                 .finish();
  REQUIRE(record.size() == size);
  return record;
}

// A record of one moment, on a day of UTC.
bool is_on(std::string_view day, std::uint64_t seconds, std::uint64_t milliseconds) {
  const test::Zone utc("UTC0");
  const std::string bytes = RecordBuilder({.event = 1, .seconds = seconds, .fraction = milliseconds})
                                .subject32({.pid = 1})
                                .return32(0, 0)
                                .finish();
  const auto selection = Selection::make({.date = {std::string(day)}}, EventTable(Platform::kUnknown),
                                         ClassTable(Platform::kUnknown), os::Names());
  REQUIRE(selection);
  Record record;
  REQUIRE(record.parse(as_bytes(bytes)));
  const bool matches = selection->matches(record);
  CHECK(selection->can_skip(as_bytes(bytes)) == !matches);
  return matches;
}

}  // namespace

TEST_CASE("after lost bytes a record without a trailer is believed up to 64 KiB, otherwise at any size") {
  constexpr std::size_t kPatience = 64 * 1024;
  const std::string next = bare_record(100);
  for (const std::size_t size : {kPatience - 1, kPatience, kPatience + 1}) {
    INFO(size);
    const std::string record = bare_record(size);
    const Framing sound = test::frame(record + next);
    CHECK(sound.skipped.empty());
    CHECK(sound.frames.size() == 2);
    const Framing lost = test::frame("x" + record + next);
    CHECK(lost.has({1, size}) == (size <= kPatience));
    CHECK(lost.has({1 + size, next.size()}));
  }
}

TEST_CASE("a record without a trailer is one of a version that exists") {
  for (unsigned version = 0; version < 256; ++version) {
    INFO(version);
    const std::string record = bare_record(100, static_cast<std::uint8_t>(version));
    const bool known = (version >= 1 && version <= 4) || version == 10 || version == 11;
    CHECK(test::frame(record + bare_record(80)).has({0, 100}) == known);
    CHECK(test::frame("x" + record + bare_record(80)).has({1, 100}) == known);
  }
}

TEST_CASE("a day begins with its midnight and ends before the next") {
  constexpr std::uint64_t kMidnight = 1383523200;  // 2013-11-04T00:00:00Z
  constexpr std::uint64_t kDay = 86400;
  CHECK(is_on("20131104", kMidnight, 0));
  CHECK(is_on("20131104", kMidnight + kDay - 1, 999));
  CHECK_FALSE(is_on("20131104", kMidnight - 1, 999));
  CHECK_FALSE(is_on("20131104", kMidnight + kDay, 0));
}

TEST_CASE("the first subject is who did it, whatever a second one says") {
  const std::string bytes = RecordBuilder({.event = 23, .seconds = 1700000000})
                                .exec_args({"id"})
                                .path("/usr/bin/id")
                                .subject32({.auid = 501, .euid = 501, .ruid = 501, .pid = 10, .sid = 100})
                                .subject32({.auid = 0, .euid = 0, .ruid = 0, .pid = 1, .sid = 1})
                                .return32(0, 0)
                                .finish();
  Record record;
  REQUIRE(record.parse(as_bytes(bytes)));
  REQUIRE(record.subject());
  CHECK(record.subject()->auid == 501);
  CHECK(record.subject()->pid == 10);
}

}  // namespace knox::bsm

#include <string>

#include "knox/ulog/timestamp.h"
#include "support/zone.h"
#include "unit/catch.h"

namespace knox::ulog {

namespace {

Timestamp read(std::string_view text) {
  TimestampReader reader;
  Timestamp stamp;
  REQUIRE(reader.read(text, stamp));
  return stamp;
}
bool is_time(std::string_view text) {
  TimestampReader reader;
  Timestamp stamp;
  return reader.read(text, stamp);
}

}  // namespace

TEST_CASE("ulog times: zones and fractions") {
  CHECK(read("2025-04-02 16:17:12.103054+0530 x").time == Time{1743590832, 103'054'000});
  CHECK(read("2025-04-02 16:17:12.103054+0530 x").size == 31);
  CHECK(read("2025-04-02 16:17:12.103054-0800").zone == -480);
  CHECK(read("2022-01-16T03:05:26.434850816Z").time == Time{1642302326, 434'850'816});
  CHECK(read("2022-01-16T03:05:26Z").digits == 0);
  CHECK(read("2022-01-16T03:05:26.4Z").digits == 3);
  CHECK(read("1970-01-01 01:00:00+0100").time == Time{0, 0});
}

TEST_CASE("ulog times: the local zone where there is none") {
  const test::Zone zone("UTC");
  const Timestamp stamp = read("2022-11-14 13:21:14.972 Df");
  CHECK(stamp.time == Time{1668432074, 972'000'000});
  CHECK(stamp.size == 23);
  CHECK(!stamp.zone);
}

TEST_CASE("ulog times: one after the other") {
  TimestampReader reader;
  Timestamp stamp;
  const auto seconds = [&](std::string_view text) {
    REQUIRE(reader.read(text, stamp));
    return stamp.time.seconds;
  };
  CHECK(seconds("2025-04-02 16:17:12.103054+0530") == 1743590832);
  CHECK(seconds("2025-04-02 16:17:13.103054+0530") == 1743590833);
  CHECK(seconds("2025-04-02 16:17:13.103054+0430") == 1743594433);
  CHECK(seconds("2025-04-02 16:18:13.103054+0430") == 1743594493);
  CHECK(!reader.read("2025-14-02 16:18:13.103054+0430", stamp));
  CHECK(seconds("2025-04-02 16:18:13.103054+0430") == 1743594493);
}

TEST_CASE("ulog times: what is none") {
  for (const char* const text :
       {"", "2025-04-02 16:17:1", "2025-13-02 16:17:12", "2025-02-30 16:17:12", "2025-04-02 24:17:12",
        "2025-04-02 16:60:12", "2025-04-02 16:17:61", "2025/04/02 16:17:12", "2025-04-02_16:17:12",
        "1969-12-31 23:59:59Z", "2025-04-02 16:17:12.Z", "202x-04-02 16:17:12"}) {
    CHECK(!is_time(text));
  }
}

}  // namespace knox::ulog

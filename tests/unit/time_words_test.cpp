#include "knox/base/time_words.h"

#include <string_view>

#include "support/zone.h"
#include "unit/catch.h"

namespace knox {

TEST_CASE("words for times are relative to the clock") {
  struct Sample {
    const char* zone;
    std::string_view word, same;
  };
  // 2023-11-14T22:13:24.5Z, a Tuesday
  const HostClock clock{.now = {1'700'000'004, 500'000'000}, .boot = Time{1'600'000'000, 0}};
  const Sample samples[] = {
      {"UTC0", "now", "2023-11-14T22:13:24.5Z"},
      {"UTC0", "recent", "2023-11-14T22:03:24Z"},
      {"UTC0", "boot", "2020-09-13T12:26:40Z"},
      {"UTC0", "this-hour", "2023-11-14T22:00:00Z"},
      {"UTC0", "today", "2023-11-14T00:00:00Z"},
      {"UTC0", "this-day", "2023-11-14T00:00:00Z"},
      {"UTC0", "yesterday", "2023-11-13T00:00:00Z"},
      {"UTC0", "this-week", "2023-11-12T00:00:00Z"},
      {"UTC0", "week-ago", "2023-11-07T00:00:00Z"},
      {"UTC0", "this-month", "2023-11-01T00:00:00Z"},
      {"UTC0", "this-year", "2023-01-01T00:00:00Z"},
      {"UTC0", "2013-11-04T18:36:20Z", "2013-11-04T18:36:20Z"},
      {"UTC0", "20131104", "2013-11-04T00:00:00Z"},
      {"UTC0", "today 10:00", "2023-11-14T10:00:00Z"},
      {"UTC0", "yesterday 9:30:15", "2023-11-13T09:30:15Z"},
      {"UTC0", "this-year 23:59:59", "2023-01-01T23:59:59Z"},
      {"UTC0", "20131104 18:36", "2013-11-04T18:36:00Z"},
      {"UTC0", "2013-11-04 18:36", "2013-11-04T18:36:00Z"},
      {"UTC0", "10:00", "2023-11-14T10:00:00Z"},
      {"EST5EDT,M3.2.0,M11.1.0", "20231104 12:00", "2023-11-04T12:00:00-04:00"},
      {"EST5EDT,M3.2.0,M11.1.0", "20231106 12:00", "2023-11-06T12:00:00-05:00"},
      {"XXX-5:30", "today 0:00", "2023-11-15T00:00:00+05:30"},
      {"XXX-5:30", "today", "2023-11-15T00:00:00+05:30"},
      {"XXX-5:30", "this-hour", "2023-11-15T03:00:00+05:30"},
      {"CET-1CEST,M3.5.0,M10.5.0/3", "this-year", "2023-01-01T00:00:00+01:00"},
      // Summer time ended on the fifth.
      {"EST5EDT,M3.2.0,M11.1.0", "this-month", "2023-11-01T00:00:00-04:00"},
  };
  for (const Sample& sample : samples) {
    CAPTURE(sample.zone, sample.word);
    const test::Zone zone(sample.zone);
    const Result<Time> time = parse_time(sample.word, clock);
    REQUIRE(time);
    CHECK(*time == *parse_time(sample.same));
  }
  CHECK_FALSE(parse_time("noon", clock));
  CHECK_FALSE(parse_time("", clock));
  for (const std::string_view text :
       {"24:00", "10:60", "10:00:60", "10:0", "1000", "today 1000", "today 10:00:", "now 10:00", "boot 10:00",
        "this-hour 10:00", "today today", " 10:00", "today  10:00", "10:00 today",
        "2013-11-04T10:00Z 11:00"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_time(text, clock));
  }
  CHECK_FALSE(parse_time("boot", {.now = clock.now, .boot = {}}));
  CHECK(parse_time("recent", {.now = {5, 0}, .boot = {}})->seconds == 0);
}

TEST_CASE("the host's clock was started before now") {
  const HostClock clock = HostClock::read();
  CHECK(clock.now.seconds > 1'700'000'000);
  if (clock.boot) CHECK(*clock.boot <= clock.now);
}

}  // namespace knox

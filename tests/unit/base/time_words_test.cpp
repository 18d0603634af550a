#include "knox/base/time_words.h"

#include <string>
#include <string_view>
#include <vector>

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
      {"UTC0", "@1550013941.182", "2019-02-12T23:25:41.182Z"},
      {"UTC0", "@0", "1970-01-01T00:00:00Z"},
      {"UTC0", "2 hours ago", "2023-11-14T20:13:24Z"},
      {"UTC0", "1 hour ago", "2023-11-14T21:13:24Z"},
      {"UTC0", "90 seconds ago", "2023-11-14T22:11:54Z"},
      {"UTC0", "10min ago", "2023-11-14T22:03:24Z"},
      {"UTC0", "3d ago", "2023-11-11T22:13:24Z"},
      {"UTC0", "2 w ago", "2023-10-31T22:13:24Z"},
      {"UTC0", "02/13/2019", "2019-02-13T00:00:00Z"},
      {"UTC0", "2/3/19", "2019-02-03T00:00:00Z"},
      {"UTC0", "02/13/2019 10:00:00", "2019-02-13T10:00:00Z"},
      {"UTC0", "02/13/2019 10:00:00.182", "2019-02-13T10:00:00.182Z"},
      {"XXX-5:30", "02/13/2019", "2019-02-13T00:00:00+05:30"},
      {"UTC0", "Wed Feb 13 10:00:00 2019", "2019-02-13T10:00:00Z"},
      {"UTC0", "Sun Feb  3 10:00:00 2019 + 7 msec", "2019-02-03T10:00:00.007Z"},
      {"UTC0", "Sun Feb  3 10:00:00 2019, + 182 msec", "2019-02-03T10:00:00.182Z"},
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
    const Result<Period> named = parse_period(sample.word, clock);
    REQUIRE(named);
    CHECK(named->from == *parse_time(sample.same));
  }
  CHECK_FALSE(parse_period("noon", clock));
  CHECK_FALSE(parse_period("", clock));
  for (const std::string_view text : {"24:00",
                                      "10:60",
                                      "10:00:60",
                                      "10:0",
                                      "1000",
                                      "today 1000",
                                      "today 10:00:",
                                      "now 10:00",
                                      "boot 10:00",
                                      "this-hour 10:00",
                                      "today today",
                                      " 10:00",
                                      "today  10:00",
                                      "10:00 today",
                                      "2013-11-04T10:00Z 11:00",
                                      "@",
                                      "@-1",
                                      "@1.",
                                      "@1x",
                                      "@99999999999999999999",
                                      "2 hours",
                                      "ago",
                                      "2 ago",
                                      " 2 hours ago",
                                      "2  hours ago",
                                      "2 hourss ago",
                                      "-2 hours ago",
                                      "999999999 weeks ago",
                                      "13/02/2019",
                                      "2/30/2019",
                                      "2/13/219",
                                      "02/13",
                                      "2/13/2019 10",
                                      "2/13/2019T10:00",
                                      "today 10:00:00.",
                                      "Wed Feb 30 10:00:00 2019",
                                      "Wed Feb 13 10:00:00",
                                      "Wed Feb 13 10:00:00 2019 + 7",
                                      "Wed Feb 13 10:00:00.5 2019",
                                      "edF Feb 13 10:00:00 2019",
                                      "Wed Fe  13 10:00:00 2019"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_period(text, clock));
  }
  CHECK_FALSE(parse_period("boot", {.now = clock.now, .boot = {}}));
  CHECK(parse_period("recent", {.now = {5, 0}, .boot = {}})->from == Time{});
}

TEST_CASE("times are as long as what is typed") {
  struct Sample {
    const char* zone;
    std::string_view text, last;
  };
  const HostClock clock{.now = {1'700'000'004, 500'000'000}, .boot = Time{1'600'000'000, 0}};
  const Sample samples[] = {
      {"UTC0", "now", "2023-11-14T22:13:24.5Z"},
      {"UTC0", "boot", "2020-09-13T12:26:40.999999999Z"},
      {"UTC0", "today", "2023-11-14T23:59:59.999999999Z"},
      {"UTC0", "yesterday", "2023-11-13T23:59:59.999999999Z"},
      {"UTC0", "week-ago", "2023-11-07T23:59:59.999999999Z"},
      {"UTC0", "this-hour", "2023-11-14T22:59:59.999999999Z"},
      {"UTC0", "this-week", "2023-11-18T23:59:59.999999999Z"},
      {"UTC0", "this-month", "2023-11-30T23:59:59.999999999Z"},
      {"UTC0", "this-year", "2023-12-31T23:59:59.999999999Z"},
      {"UTC0", "20190213", "2019-02-13T23:59:59.999999999Z"},
      {"UTC0", "2019-02-13", "2019-02-13T23:59:59.999999999Z"},
      {"UTC0", "02/13/2019", "2019-02-13T23:59:59.999999999Z"},
      {"UTC0", "2019021310", "2019-02-13T10:00:00.999999999Z"},
      {"UTC0", "2019-02-13T10:00:00Z", "2019-02-13T10:00:00.999999999Z"},
      {"UTC0", "2019-02-13T10:00:00.5Z", "2019-02-13T10:00:00.5Z"},
      {"UTC0", "today 10:00", "2023-11-14T10:00:00.999999999Z"},
      {"UTC0", "2 hours ago", "2023-11-14T20:13:24.999999999Z"},
      {"UTC0", "@1550013941", "2019-02-12T23:25:41.999999999Z"},
      {"EST5EDT,M3.2.0,M11.1.0", "20231105", "2023-11-05T23:59:59.999999999-05:00"},  // has 25 hours
  };
  for (const Sample& sample : samples) {
    CAPTURE(sample.zone, sample.text);
    const test::Zone zone(sample.zone);
    const Result<Period> named = parse_period(sample.text, clock);
    REQUIRE(named);
    CHECK(named->to == *parse_time(sample.last));
  }
}

TEST_CASE("periods are from the earliest to the latest") {
  const test::Zone utc("UTC0");
  const HostClock clock{.now = {1'700'000'004, 0}, .boot = {}};
  using Texts = std::vector<std::string>;
  const auto read = [&](const Texts& after, const Texts& before) {
    return read_period(after, before, clock);
  };
  CHECK(*read({}, {}) == Period{});
  CHECK(read({"20240103", "20240102"}, {})->from == *parse_time("2024-01-02T00:00:00Z"));
  CHECK(read({}, {"20240102", "20240101"})->to == *parse_time("2024-01-02T23:59:59.999999999Z"));
  CHECK(read({"20240102"}, {"20240102"}));
  CHECK(read({"20240102"}, {"20240101"}).error() ==
        "--after 20240102 is after --before 20240101: no time is between them");
  CHECK(read({"soon"}, {}).error().starts_with("--after: not a time: 'soon' (2019-02-13T10:00:00Z, "));
  CHECK(read({}, {"today", "late"}).error().starts_with("--before: not a time: 'late' ("));
}

TEST_CASE("the host's clock was started before now") {
  const HostClock clock = HostClock::read();
  CHECK(clock.now.seconds > 1'700'000'000);
  if (clock.boot) CHECK(*clock.boot <= clock.now);
}

}  // namespace knox

#include "knox/base/time.h"

#include <string>
#include <string_view>

#include "support/written.h"
#include "support/zone.h"
#include "unit/catch.h"

namespace knox {

namespace {

// Written out as POSIX has it, so that no zone files are needed.
constexpr const char* kNewYork = "EST5EDT,M3.2.0,M11.1.0";
constexpr const char* kKolkata = "IST-5:30";
constexpr const char* kSaoPaulo = "BRT3BRST,M10.3.0/0,M2.3.0/0";  // until 2019: summer began at midnight
constexpr const char* kHavana = "CST5CDT,M3.2.0/0,M11.1.0/1";     // midnight comes twice in November

std::string utc(Time time, int digits) {
  return test::written([&](Out& out) {
    Pen pen(out);
    UtcFormat format;
    format.put(pen, time, digits);
  });
}

std::string local(std::uint64_t seconds) {
  return test::written([&](Out& out) {
    Pen pen(out);
    LocalFormat format;
    format.put(pen, seconds);
  });
}

// "-" when it is not a time.
std::string parsed(std::string_view text) {
  const Result<Time> time = parse_time(text);
  return time ? utc(*time, time->nanoseconds == 0 ? 0 : 9) : "-";
}

std::string parsed_day(std::string_view text) {
  const Result<Day> day = parse_day(text);
  return day ? utc(day->begin, 0) + " " + utc(day->end, 0) : "-";
}

}  // namespace

TEST_CASE("times in UTC") {
  struct Row {
    Time time;
    int digits;
    std::string_view text;
  };
  const Row row = GENERATE(values<Row>({
      {{0, 0}, 0, "1970-01-01T00:00:00Z"},
      {{0, 0}, 3, "1970-01-01T00:00:00.000Z"},
      {{1383590180, 381'000'000}, 3, "2013-11-04T18:36:20.381Z"},
      {{1383590180, 381'456'789}, 6, "2013-11-04T18:36:20.381456Z"},
      {{1383590180, 1'456'789}, 9, "2013-11-04T18:36:20.001456789Z"},
      {{951782399, 0}, 0, "2000-02-28T23:59:59Z"},
      {{951782400, 0}, 0, "2000-02-29T00:00:00Z"},
      {{951868800, 0}, 0, "2000-03-01T00:00:00Z"},
      {{4107542400, 0}, 0, "2100-03-01T00:00:00Z"},
      {{4294967295, 999'999'999}, 3, "2106-02-07T06:28:15.999Z"},
      {{253402300799, 0}, 0, "9999-12-31T23:59:59Z"},
      {{253402300800, 0}, 0, "10000-01-01T00:00:00Z"},
      {{0xffffffffffffffff, 999'999'999}, 9, "584554051223-11-09T07:00:15.999999999Z"},
  }));
  CHECK(utc(row.time, row.digits) == row.text);
}

TEST_CASE("one format writes one time after the other") {
  CHECK(test::written([](Out& out) {
          Pen pen(out);
          UtcFormat format;
          for (const std::uint64_t seconds : {0u, 59u, 60u, 60u, 86399u, 86400u, 0u}) {
            format.put(pen, {seconds, 0}, 0);
            pen.put(' ');
          }
        }) ==
        "1970-01-01T00:00:00Z 1970-01-01T00:00:59Z 1970-01-01T00:01:00Z 1970-01-01T00:01:00Z "
        "1970-01-01T23:59:59Z 1970-01-02T00:00:00Z 1970-01-01T00:00:00Z ");
}

TEST_CASE("times in the local zone") {
  struct Row {
    const char* zone;
    std::uint64_t seconds;
    std::string_view text;
  };
  const Row row = GENERATE(values<Row>({
      {"UTC0", 0, "Thu Jan  1 00:00:00 1970"},
      {"UTC0", 1383590180, "Mon Nov  4 18:36:20 2013"},
      {"UTC0", 1384540580, "Fri Nov 15 18:36:20 2013"},
      {kNewYork, 0, "Wed Dec 31 19:00:00 1969"},
      {kNewYork, 1383590180, "Mon Nov  4 13:36:20 2013"},
      {kKolkata, 1383590180, "Tue Nov  5 00:06:20 2013"},
      {"UTC0", 4294967295, "Sun Feb  7 06:28:15 2106"},
      {"UTC0", 0x7fffffffffffffff, "Sun Dec  4 15:30:07 292277026596"},  // the year is more than an int
      {kNewYork, 0xffffffffffffffff, "Thu Nov  9 07:00:15 584554051223"},
  }));
  const test::Zone zone(row.zone);
  CHECK(local(row.seconds) == row.text);
}

TEST_CASE("times are read in both forms") {
  struct Row {
    const char* zone;
    std::string_view text, utc;
  };
  const Row row = GENERATE(values<Row>({
      {"UTC0", "2013-11-04T18:36:20Z", "2013-11-04T18:36:20Z"},
      {kNewYork, "2013-11-04T18:36:20Z", "2013-11-04T18:36:20Z"},
      {kNewYork, "2013-11-04t18:36:20z", "2013-11-04T18:36:20Z"},
      {kNewYork, "2013-11-04 18:36:20.381Z", "2013-11-04T18:36:20.381000000Z"},
      {kNewYork, "2013-11-04T18:36:20.1234567899Z", "2013-11-04T18:36:20.123456789Z"},
      {kNewYork, "2013-11-04T18:36:20+01:00", "2013-11-04T17:36:20Z"},
      {kNewYork, "2013-11-04T18:36:20-0530", "2013-11-05T00:06:20Z"},
      {kNewYork, "2013-11-04T18:36Z", "2013-11-04T18:36:00Z"},
      {kNewYork, "2013-11-04T18:36:20", "2013-11-04T23:36:20Z"},
      {kNewYork, "2013-11-04T18:36:20.5", "2013-11-04T23:36:20.500000000Z"},
      {kNewYork, "2013-07-04T18:36", "2013-07-04T22:36:00Z"},
      {kNewYork, "2013-11-04", "2013-11-04T05:00:00Z"},
      {kNewYork, "20131104", "2013-11-04T05:00:00Z"},
      {kNewYork, "2013110418", "2013-11-04T23:00:00Z"},
      {kNewYork, "201311041836", "2013-11-04T23:36:00Z"},
      {kNewYork, "20131104183620", "2013-11-04T23:36:20Z"},
      {kKolkata, "20131104183620", "2013-11-04T13:06:20Z"},
      {"UTC0", "20160229", "2016-02-29T00:00:00Z"},
      {"UTC0", "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},  // a leap second
      {"UTC0", "20161231235960", "2017-01-01T00:00:00Z"},
      {"UTC0", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
      {"UTC0", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"},
      {kKolkata, "1970-01-01T05:30:00", "1970-01-01T00:00:00Z"},
      {kSaoPaulo, "2018-10-21", "2018-10-21T03:00:00Z"},  // begins at 01:00
  }));
  const test::Zone zone(row.zone);
  CAPTURE(row.text);
  CHECK(parsed(row.text) == row.utc);
}

TEST_CASE("what is not a time is not read") {
  const test::Zone zone("UTC0");
  const std::string_view text = GENERATE(values<std::string_view>({
      "",
      " ",
      "now",
      "2013",
      "201311",
      "2013-11",
      "2013-1104",
      "201311-04",
      "2013-11-4",
      "2013-11-04T",
      "2013-11-04T18",
      "2013-11-04T18:",
      "2013-11-04T18:3",
      "2013-11-04T18:36:",
      "2013-11-04T18:36:2",
      "2013-11-04T18:36:20.",
      "2013-11-04T18:36:20.Z",
      "2013-11-04T18:36:20,5Z",
      "2013-11-04T18:36:20+",
      "2013-11-04T18:36:20+1",
      "2013-11-04T18:36:20+01:0",
      "2013-11-04T18:36:20+24:00",
      "2013-11-04T18:36:20ZZ",
      "2013-11-04T18:36:20Z ",
      " 2013-11-04T18:36:20Z",
      "2013-11-04Z",
      "2013-11-04T24:00:00Z",
      "2013-11-04T18:60:00Z",
      "2013-11-04T18:36:61Z",
      "2013-00-04",
      "2013-13-04",
      "2013-11-00",
      "2013-11-31",
      "2013-02-29",
      "1900-02-29",
      "20130229",
      "2013110424",
      "201311041",
      "201311041860",
      "20131104183661",
      "2013110418362",
      "201311041836200",
      "20131104Z",
      "20131104T183620Z",
      "+0131104",
      "-2013-11-04",
      "1969-12-31T23:59:59Z",
      "1970-01-01T00:00:00+00:01",
      "0000-01-01",
      "\xd9\xa2\xd9\xa0\xd9\xa1\xd9\xa3",  // digits, but not ours
  }));
  CAPTURE(text);
  CHECK(parsed(text) == "-");
}

TEST_CASE("a local day is as long as it is") {
  struct Row {
    const char* zone;
    std::string_view text, utc;
  };
  const Row row = GENERATE(values<Row>({
      {"UTC0", "20131104", "2013-11-04T00:00:00Z 2013-11-05T00:00:00Z"},
      {"UTC0", "2013-12-31", "2013-12-31T00:00:00Z 2014-01-01T00:00:00Z"},
      {"UTC0", "9999-12-31", "9999-12-31T00:00:00Z 10000-01-01T00:00:00Z"},
      {kKolkata, "20131104", "2013-11-03T18:30:00Z 2013-11-04T18:30:00Z"},
      {kNewYork, "20130310", "2013-03-10T05:00:00Z 2013-03-11T04:00:00Z"},   // 23 hours
      {kNewYork, "20131103", "2013-11-03T04:00:00Z 2013-11-04T05:00:00Z"},   // 25 hours
      {kSaoPaulo, "20181021", "2018-10-21T03:00:00Z 2018-10-22T02:00:00Z"},  // from 01:00
      {kSaoPaulo, "20180217", "2018-02-17T02:00:00Z 2018-02-18T03:00:00Z"},  // its last hour twice
      {kHavana, "20181104", "2018-11-04T04:00:00Z 2018-11-05T05:00:00Z"},    // its first hour twice
      {kKolkata, "19700101", "-"},
      {kNewYork, "19700101", "1970-01-01T05:00:00Z 1970-01-02T05:00:00Z"},
      {"UTC0", "20130229", "-"},
      {"UTC0", "2013110418", "-"},
      {"UTC0", "2013-11-04T18:36:20Z", "-"},
      {"UTC0", "today", "-"},
      {"UTC0", "", "-"},
  }));
  const test::Zone zone(row.zone);
  CAPTURE(row.text);
  CHECK(parsed_day(row.text) == row.utc);
}

TEST_CASE("a fraction behind what is no time ends") {
  CHECK_FALSE(parse_time("2025-04-02T10:47:1.2103055Z"));
  CHECK_FALSE(parse_time("2025-04-02T10:99:10.2103055Z"));
  CHECK_FALSE(parse_time("x:.5"));
}

TEST_CASE("every day is read as the one it is written as") {
  const test::Zone zone("UTC0");
  for (std::uint64_t day = 0; day < 200 * 365; ++day) {
    const std::string text = utc({day * 86400, 0}, 0);
    const Result<Time> time = parse_time(text);
    REQUIRE(time.has_value());
    REQUIRE(time->seconds == day * 86400);
  }
}

}  // namespace knox

#include "knox/es/json_text.h"

#include <string>

#include "unit/catch.h"

namespace knox::es {

namespace {

struct Read {
  std::uint64_t seconds;
  std::uint32_t nanoseconds;
  int digits;
  bool operator==(const Read&) const = default;
};
Read time_of(std::string_view token) {
  Time time{1, 2};
  int digits = 4;
  read_time(token, time, digits);
  return {time.seconds, time.nanoseconds, digits};
}

}  // namespace

TEST_CASE("es time: as it is written, with its digits") {
  CHECK(time_of("\"2025-08-07T13:21:35.880814738Z\"") == Read{1754572895, 880'814'738, 9});
  CHECK(time_of("\"2024-05-31T09:47:12.436Z\"") == Read{1717148832, 436'000'000, 3});
  CHECK(time_of("\"2024-02-29T00:00:00Z\"") == Read{1709164800, 0, 0});
  CHECK(time_of("\"2024-05-31T09:47:12.43Z\"") == Read{1717148832, 430'000'000, 3});
  CHECK(time_of("\"1970-01-01T00:00:00.1234567899Z\"") == Read{0, 123'456'789, 9});
}

TEST_CASE("es time: of a zone, as wrappers write it") {
  CHECK(time_of("\"2025-08-07T15:21:35.880814738+02:00\"") == Read{1754572895, 880'814'738, 9});
  CHECK(time_of("\"2025-08-07T07:51:35-05:30\"") == Read{1754572895, 0, 0});
  CHECK(time_of("\"1970-01-01T01:00:00+01:00\"") == Read{0, 0, 0});
}

TEST_CASE("es time: what is none is left as it was") {
  const Read nothing{1, 2, 4};
  for (const std::string_view none : {"",
                                      "null",
                                      "\"\"",
                                      "12",
                                      "\"2025-08-07T13:21:35.88\"",
                                      "\"2025-08-07 13:21:35Z\"",
                                      "\"2025-13-07T13:21:35Z\"",
                                      "\"2025-00-07T13:21:35Z\"",
                                      "\"2025-08-32T13:21:35Z\"",
                                      "\"2025-08-07T24:21:35Z\"",
                                      "\"2025-08-07T13:60:35Z\"",
                                      "\"2025-08-07T13:21:61Z\"",
                                      "\"1969-12-31T23:59:59Z\"",
                                      "\"2025-08-07T13:21:35,8Z\"",
                                      "\"2025-08-07T13:21:35.8xZ\"",
                                      "\"2025-08-07T13:21:35+2:00\"",
                                      "\"2025-08-07T13:21:35+24:00\"",
                                      "\"2025-08-07T13:21:35+01:60\"",
                                      "\"2025-08-07T13:21:35+0100\"",
                                      "\"1970-01-01T00:00:00+01:00\"",
                                      "\"+01:00\""}) {
    INFO(none);
    CHECK(time_of(none) == nothing);
  }
}

}  // namespace knox::es

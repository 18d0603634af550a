#include "knox/base/time_span.h"

#include "unit/catch.h"

namespace knox {

TEST_CASE("time span: a number and its unit") {
  CHECK(parse_span("30s") == 30U);
  CHECK(parse_span("0s") == 0U);
  CHECK(parse_span("10m") == 600U);
  CHECK(parse_span("10min") == 600U);
  CHECK(parse_span("2h") == 7200U);
  CHECK(parse_span("2 hours") == 7200U);
  CHECK(parse_span("1 hour") == 3600U);
  CHECK(parse_span("1d") == 86'400U);
  CHECK(parse_span("1 w") == 604'800U);
  CHECK(parse_span("999999999 weeks") == 999'999'999ULL * 604'800);
}

TEST_CASE("time span: what is none") {
  for (const char* const text : {"", "s", "5", "5 ", "-5s", "+5s", " 5s", "5  s", "5s ", "5 s ago", "5x",
                                 "5 ss", "5 mins", "1.5h", "1000000000s", "99999999999999999999s", "5h30m"}) {
    INFO(text);
    CHECK(parse_span(text) == std::nullopt);
  }
}

TEST_CASE("time span: the front of a text") {
  std::string_view text = "10m by address";
  CHECK(take_span(text) == 600U);
  CHECK(text == " by address");
  text = "2 hours by address";
  CHECK(take_span(text) == 7200U);
  CHECK(text == " by address");
  text = "soon";
  CHECK(take_span(text) == std::nullopt);
  CHECK(text == "soon");
}

}  // namespace knox

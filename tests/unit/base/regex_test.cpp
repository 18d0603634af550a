#include "knox/base/regex.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "unit/catch.h"

namespace knox {

TEST_CASE("regular expressions are found anywhere") {
  struct Row {
    std::string pattern;
    std::string_view text;
    bool matches;
  };
  const Row row = GENERATE(values<Row>({
      {"passwd", "/etc/passwd", true},
      {"^/etc/", "/etc/passwd", true},
      {"^/etc/", "/private/etc/passwd", false},
      {"^/etc$", "/etc/passwd", false},
      {"(ssh|sudo)d?$", "/usr/sbin/sshd", true},
      {"^$", "", true},
      {".", "", false},
      {"a{2,3}", "caab", true},
      {"a{2,3}", "cab", false},
      {"\xe9", "caf\xe9", true},
  }));
  CAPTURE(row.pattern, row.text);
  const auto regex = Regex::compile(row.pattern);
  REQUIRE(regex.has_value());
  CHECK(regex->matches(row.text) == row.matches);
}

TEST_CASE("the text needs no NUL and may be part of a longer one") {
  const auto regex = Regex::compile("b$");
  REQUIRE(regex.has_value());
  const std::string_view text = "abc";
  CHECK(regex->matches(text.substr(0, 2)));
  CHECK_FALSE(regex->matches(text));
  CHECK_FALSE(regex->matches(std::string_view()));
}

TEST_CASE("a bad regular expression is an error with words") {
  const std::string pattern = GENERATE(values<std::string>({"", "(", "[a", "a{2", "*("}));
  CAPTURE(pattern);
  const auto regex = Regex::compile(pattern);
  REQUIRE_FALSE(regex.has_value());
  CHECK_FALSE(regex.error().empty());
  CHECK(regex.error().find('\0') == std::string::npos);
}

TEST_CASE("copies of a regular expression outlive it") {
  std::optional<Regex> copy;
  {
    auto regex = Regex::compile("^x");
    REQUIRE(regex.has_value());
    copy = *regex;
    const Regex moved = std::move(*regex);
    CHECK(moved.matches("xy"));
  }
  CHECK(copy->matches("xy"));
}

}  // namespace knox

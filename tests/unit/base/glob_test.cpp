#include "knox/base/glob.h"

#include <string>
#include <string_view>

#include "unit/catch.h"

namespace knox {

TEST_CASE("globs match whole texts") {
  struct Row {
    std::string_view pattern, text;
    bool matches;
  };
  const Row row = GENERATE(values<Row>({
      {"", "", true},
      {"", "a", false},
      {"a", "", false},
      {"/etc/passwd", "/etc/passwd", true},
      {"/etc/passwd", "/etc/passwd2", false},
      {"/etc/passwd", "/etc/passw", false},
      {"etc", "/etc/passwd", false},

      {"*", "", true},
      {"*", "/any/thing", true},
      {"**", "/any/thing", true},
      {"/etc/*", "/etc/passwd", true},
      {"/etc/*", "/etc/ssh/sshd_config", true},
      {"/etc/**", "/etc/ssh/sshd_config", true},
      {"/etc/*", "/etc", false},
      {"/etc/*", "/private/etc/passwd", false},
      {"*/etc/*", "/private/etc/passwd", true},
      {"*.c", "main.c", true},
      {"*.c", "main.cc", false},
      {"*.c", "a.c.c", true},
      {"a*b*c", "abc", true},
      {"a*b*c", "a-b-b-c", true},
      {"a*b*c", "a-b-c-", false},
      {"*aab", "aaaaaab", true},

      {"?", "a", true},
      {"?", "", false},
      {"?", "ab", false},
      {"a?c", "a/c", true},
      {"??*", "a", false},
      {"*??", "ab", true},

      {"[abc]", "b", true},
      {"[abc]", "d", false},
      {"[abc]", "", false},
      {"[a-c]x", "bx", true},
      {"[a-c]x", "dx", false},
      {"[a-c0-9_]", "7", true},
      {"[!a-c]", "d", true},
      {"[!a-c]", "b", false},
      {"[^a-c]", "d", true},
      {"[^a-c]", "b", false},
      {"[]]", "]", true},
      {"[]a]", "a", true},
      {"[!]]", "]", false},
      {"[!]]", "a", true},
      {"[a-]", "-", true},
      {"[-a]", "-", true},
      {"[c-a]", "b", false},
      {"[\\]]", "]", true},
      {"[\\]]", "\\", false},
      {"[a\\-c]", "b", false},
      {"[a\\-c]", "-", true},
      {"[*]", "*", true},
      {"[*]", "a", false},
      {"*[0-9]", "file12", true},
      {"*[0-9]", "file12x", false},
      {"[\xc0-\xff]", "\xe9", true},
      {"[\xc0-\xff]", "e", false},

      {"[", "[", true},
      {"[a", "[a", true},
      {"[a", "a", false},
      {"[!", "[!", true},
      {"[]", "[]", true},
      {"[a\\]", "[a]", true},
      {"x[", "x[", true},

      {"\\*", "*", true},
      {"\\*", "a", false},
      {"\\?", "?", true},
      {"\\[a]", "[a]", true},
      {"\\a", "a", true},
      {"\\\\", "\\", true},
      {"\\", "\\", true},
      {"a\\", "a\\", true},

      {std::string_view("a*\0b", 4), std::string_view("a-\0b", 4), true},
  }));
  CAPTURE(row.pattern, row.text);
  CHECK(glob_matches(row.pattern, row.text) == row.matches);
}

TEST_CASE("many stars take no longer than few") {
  std::string pattern;
  for (int i = 0; i < 100; ++i) pattern += "a*";
  CHECK_FALSE(glob_matches(pattern + "b", std::string(10'000, 'a')));
  CHECK(glob_matches(pattern, std::string(10'000, 'a')));
}

}  // namespace knox

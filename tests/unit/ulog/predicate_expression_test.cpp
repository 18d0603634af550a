#include "knox/ulog/predicate_expression.h"

#include <random>
#include <regex>
#include <string>

#include "unit/catch.h"

namespace knox::ulog {

namespace {

bool matches(std::string_view pattern, std::string_view text, Expression::Options options = {}) {
  const auto expression = Expression::compile(pattern, options);
  INFO(pattern);
  REQUIRE(expression);
  return expression->matches(text);
}

std::string literals(std::string_view pattern, Expression::Options options = {}) {
  std::string all;
  const auto expression = Expression::compile(pattern, options);
  if (!expression) return expression.error().what;
  for (const std::string& text : expression->literals()) all += "<" + text + ">";
  return all;
}

class Generator {
 public:
  explicit Generator(std::uint32_t seed) : random_(seed) {}
  std::size_t pick(std::size_t count) { return random_() % count; }

  std::string text(std::size_t most) {
    std::string made;
    for (std::size_t size = pick(most + 1); size > 0; --size)
      made += "ab \n"[pick(10) == 0 ? 2 + pick(2) : pick(2)];
    return made;
  }
  std::string pattern(int depth) {
    std::string made;
    for (std::size_t count = pick(4); count > 0; --count) made += item(depth);
    return depth > 0 && pick(3) == 0 ? made + "|" + pattern(depth - 1) : made;
  }

 private:
  std::string item(int depth) {
    static const char* const kItems[] = {"a",   "b",   ".",   "[ab]",   "[^a]", "\\w",
                                         "\\s", "\\b", "\\B", "[a-b ]", "\\W"};
    static const char* const kCounts[] = {"",    "",      "",      "*",    "+",  "?",
                                          "{2}", "{1,3}", "{0,1}", "{2,}", "*?", "+?"};
    // std::regex takes forever over counts within counts.
    if (depth > 0 && pick(3) == 0) return "(" + pattern(depth - 1) + ")" + (pick(3) == 0 ? "?" : "");
    const std::string one = kItems[pick(std::size(kItems))];
    // std::regex takes no counts of what is no character.
    return one.starts_with("\\b") || one.starts_with("\\B") ? one : one + kCounts[pick(std::size(kCounts))];
  }

  std::mt19937 random_;
};

}  // namespace

TEST_CASE("predicate expression: it matches what std::regex matches") {
  std::size_t matched = 0;
  for (std::uint32_t seed = 0; seed < 800; ++seed) {
    Generator generator(seed);
    const std::string pattern = generator.pattern(2);
    const std::regex other(pattern);
    const auto whole = Expression::compile(pattern, {});
    const auto part = Expression::compile(pattern, {.finds = true});
    INFO(pattern);
    REQUIRE(whole);
    REQUIRE(part);
    for (int i = 0; i < 10; ++i) {
      const std::string text = generator.text(7);
      INFO(text);
      const bool is_whole = std::regex_match(text, other);
      matched += is_whole ? 1 : 0;
      CHECK(whole->matches(text) == is_whole);
      CHECK(part->matches(text) == std::regex_search(text, other));
      for (const std::string& literal : whole->literals()) {
        if (is_whole) CHECK(text.find(literal) != text.npos);
      }
    }
  }
  CHECK(matched > 800);
}

TEST_CASE("predicate expression: no pattern takes long") {
  const std::string many(100'000, 'a');
  CHECK_FALSE(matches("(a*)*b", many));
  CHECK_FALSE(matches("(a|a)*b", many));
  CHECK_FALSE(matches("(a+)+(a+)+b", many));
  CHECK(matches("(a?){300}a{300}", std::string(400, 'a')));
  CHECK_FALSE(matches("((((((((((x*)*)*)*)*)*)*)*)*)*)*", many));
  CHECK(matches("(){1000}(|a)*", many));
  // More states than are kept.
  std::string text;
  for (Generator generator(1); text.size() < 20'000;) text += generator.text(50);
  text += "a" + std::string(12, 'b');
  CHECK(matches("(?s).*a.{12}", text));
  CHECK_FALSE(matches("(?s).*a.{12}", text + std::string(3, 'b')));
  CHECK_FALSE(matches("(?s).*a.{12}x", text));
}

TEST_CASE("predicate expression: case of every language") {
  const Expression::Options kAnyCase{.ignores_case = true};
  CHECK(matches("k", "\xe2\x84\xaa", kAnyCase));  // the Kelvin sign
  CHECK(matches("\xe2\x84\xaa", "K", kAnyCase));
  CHECK(matches("[a-z]+", "S\xc5\xbf\xe2\x84\xaa", kAnyCase));  // a long s
  CHECK_FALSE(matches("[^k]", "K", kAnyCase));
  CHECK_FALSE(matches("[^k]", "\xe2\x84\xaa", kAnyCase));
  CHECK(matches("\xce\xa3", "\xcf\x82", kAnyCase));  // sigma, and the one at a word's end
  CHECK(matches("(?i)\xd0\x96", "\xd0\xb6"));
  CHECK(matches("a(?i)b(?-i)c", "aBc"));
  CHECK_FALSE(matches("a(?i)b(?-i)c", "aBC"));
  CHECK(matches("(a(?i)b)c", "aBc"));
  CHECK_FALSE(matches("(a(?i)b)c", "aBC"));
}

TEST_CASE("predicate expression: bytes that are no characters") {
  CHECK(matches(".", "\xff"));
  CHECK(matches("..", "\xe2\x82"));
  CHECK(matches("\\x{fffd}", "\xff"));
  CHECK(matches(".", "\xf0\x9f\x98\x80"));
  CHECK_FALSE(matches("[\xc3\xa4-\xc3\xbc]", "\xc3"));
  CHECK(matches("[\xc3\xa4-\xc3\xbc]", "\xc3\xb6"));
}

TEST_CASE("predicate expression: what every match holds") {
  CHECK(literals("abc") == "<abc>");
  CHECK(literals("ab*c+d?e{2}(fg)(h|i)j") == "<a><c><e><fg><j>");
  CHECK(literals("(?i)ab1") == "<1>");
  CHECK(literals("a|b").empty());
  CHECK(literals("^a\\bb$") == "<ab>");
  CHECK(literals("abc", {.ignores_case = true}).empty());
}

}  // namespace knox::ulog

#include "knox/ulog/predicate.h"

#include <string>

#include "unit/catch.h"
#include "unit/ulog/predicate_cases.h"
#include "unit/ulog/predicate_mistakes.h"
#include "unit/ulog/records.h"

namespace knox::ulog {

namespace {

std::string shown(std::string_view text, const Predicate::Named& named = {}) {
  const auto predicate = Predicate::parse(text, named);
  return predicate ? "none" : point_at(text, predicate.error());
}

std::string explained(std::string_view text) {
  const auto predicate = Predicate::parse(text);
  return predicate ? predicate->explain() : predicate.error().what;
}

std::string for_log(std::string_view text) {
  const auto predicate = Predicate::parse(text);
  return predicate ? predicate->for_log() : predicate.error().what;
}

}  // namespace

TEST_CASE("predicate: every case") {
  for (const test::Case& row : test::kCases) {
    INFO(row.record << ": " << row.predicate);
    const auto predicate = Predicate::parse(row.predicate);
    CHECK(predicate.has_value());
    if (predicate) CHECK(predicate->matches(test::record_of(row.record)) == row.matches);
  }
}

TEST_CASE("predicate: what it hands to log means the same to itself") {
  for (const test::Case& row : test::kCases) {
    const auto predicate = Predicate::parse(row.predicate);
    if (!predicate || predicate->for_log().empty()) continue;
    INFO(row.record << ": " << row.predicate << ", for log: " << predicate->for_log());
    const auto logs = Predicate::parse(predicate->for_log());
    CHECK(logs.has_value());
    if (logs && row.matches) CHECK(logs->matches(test::record_of(row.record)));
  }
}

TEST_CASE("predicate: every mistake and its place") {
  for (const test::Wrong& row : test::kWrong) {
    INFO(row.predicate);
    const std::string expected = "  " + std::string(row.predicate) + "\n  " + std::string(row.place, ' ') +
                                 "^ " + std::string(row.what);
    CHECK(shown(row.predicate) == expected);
  }
}

TEST_CASE("predicate: every beginning of one is one, or says what is missing") {
  for (const test::Case& row : test::kCases) {
    for (std::size_t size = 0; size < row.predicate.size(); ++size) {
      const std::string_view text = row.predicate.substr(0, size);
      const auto predicate = Predicate::parse(text);
      if (predicate) continue;
      INFO(text);
      CHECK(predicate.error().place <= size);
      CHECK_FALSE(predicate.error().what.empty());
    }
  }
}

TEST_CASE("predicate: a mistake is shown on two lines, whatever is in it") {
  CHECK(shown("process == 'a'\nAND x == 1\nAND y") == "  AND x == 1\n      ^ unknown field 'x'");
  CHECK(shown("process == 'a' AND \x1b[31mx") ==
        "  process == 'a' AND \xef\xbf\xbd[31mx\n                     ^ '\xef\xbf\xbd' means nothing here");
  CHECK(shown("p=\xff") == "  p=\xef\xbf\xbd\n    ^ a byte that is not UTF-8");
  CHECK(shown("process == '\xc3\xbc' AND x") ==
        "  process == '\xc3\xbc' AND x\n                     ^ unknown field 'x'");
  const std::string far = std::string(200, '(') + "process ==";
  CHECK(shown(far + std::string(300, ' ')).size() < 200);
  CHECK(shown(std::string(70'000, ' ')) ==
        "  " + std::string(72, ' ') + "\n  ^ a predicate has 65536 bytes at most");
}

TEST_CASE("predicate: what is too deep or too long is a mistake") {
  CHECK(Predicate::parse(std::string(150, '(') + "pid=1" + std::string(150, ')')));
  CHECK(shown(std::string(300, '(') + "pid=1" + std::string(300, ')')).ends_with("^ nested too deeply"));
  CHECK(shown(std::string(60'000, '!') + "pid=1").ends_with("^ nested too deeply"));
  std::string many = "pid=1";
  while (many.size() < 60'000) many += "||x";
  CHECK(shown(many).ends_with("^ the predicate is too long"));
}

TEST_CASE("predicate: a rule's name stands for its predicate") {
  const auto sudo = Predicate::parse("p=sudo");
  const auto named = [&](std::string_view name) {
    return name == "sudo" || name == "builtin:sudo" ? &*sudo : nullptr;
  };
  const auto matches = [&](std::string_view text, std::string_view record) {
    const auto predicate = Predicate::parse(text, named);
    INFO(text);
    REQUIRE(predicate);
    return predicate->matches(test::record_of(record));
  };
  CHECK(matches("sudo", "sudo"));
  CHECK(matches("builtin:sudo", "sudo"));
  CHECK_FALSE(matches("sudo", "tcc"));
  CHECK(matches("!sudo", "tcc"));
  CHECK_FALSE(matches("NOT sudo AND process == 'sudo'", "sudo"));
  CHECK(matches("sudo AND processID == 73362", "sudo"));
  CHECK(matches("(builtin:sudo m:incorrect) or p=x", "sudo"));
  CHECK(shown("sudo AND su OR process == 'x'", named) ==
        "  sudo AND su OR process == 'x'\n           ^ unknown field 'su', and no rule of that name");
  CHECK(Predicate::parse("sudo or m:x", named)->explain() ==
        "any of\n  rule sudo\n    process == \"sudo\"\n  composedMessage CONTAINS \"x\"\n");

  // Rules of rules stay within bounds.
  std::vector<Predicate> rules{*sudo};
  const auto last = [&](std::string_view) { return &rules.back(); };
  for (int i = 0; i < 40; ++i) {
    auto twice = Predicate::parse("r or r", last);
    if (!twice) break;
    rules.push_back(std::move(*twice));
  }
  CHECK(rules.size() < 20);
}

TEST_CASE("predicate: explained as a tree") {
  CHECK(explained("NOT process IN {\"a\", 'b'} and (messageType >= error or m ==[dc] 'x')") ==
        "unknown field 'm'");
  CHECK(explained("NOT process IN {\"a\", 'b'} and (messageType >= error or message ==[dc] 'x\\n\\u202e')") ==
        "all of\n  not\n    process IN {\"a\", \"b\"}\n  any of\n    logType >= error\n"
        "    composedMessage ==[cd] \"x\\n\\u202e\"\n");
  CHECK(explained("date > '2025-04-02T10:47:12.5Z' AND pid == -1 AND process != sender AND host == nil") ==
        "all of\n  date > 2025-04-02T10:47:12.500000000Z\n  processIdentifier == -1\n  process != sender\n"
        "  host == nil\n");
  CHECK(explained("TRUEPREDICATE OR FALSEPREDICATE") == "any of\n  everything\n  nothing\n");
}

TEST_CASE("predicate: log gets what it understands") {
  CHECK(for_log("p=tccd type=error|fault m:\"a\\\"b\"") ==
        "(process == \"tccd\") AND ((messageType == error) OR (messageType == fault)) AND "
        "(eventMessage CONTAINS \"a\\\"b\")");
  CHECK(for_log("m~/a.c/") == "eventMessage MATCHES \"(?s:.*)(?:a.c)(?s:.*)\"");
  // Of an AND a part will do, of an OR it will not; the other way behind NOT.
  CHECK(for_log("uid == 0 AND process == 'x'") == "process == \"x\"");
  CHECK(for_log("uid == 0 OR process == 'x'").empty());
  CHECK(for_log("NOT (uid == 0 OR process == 'x')") == "NOT (process == \"x\")");
  CHECK(for_log("NOT (uid == 0 AND process == 'x')").empty());
  CHECK(for_log("date > '2025-04-02' AND process == 'x'") == "process == \"x\"");
  // Foundation may take more for the same than knox does.
  CHECK(for_log("message CONTAINS[c] 'x'") == "eventMessage CONTAINS[c] \"x\"");
  CHECK(for_log("NOT message CONTAINS[c] 'x'").empty());
  CHECK(for_log("message !=[c] 'x'").empty());
  CHECK(for_log("message MATCHES '\\\\w+'").empty());
  CHECK(for_log("subsystem == nil").empty());
  CHECK(for_log("logType >= error").empty());
  CHECK(for_log("size > 5 OR process == 'x'").empty());
  CHECK(for_log("TRUEPREDICATE").empty());
  CHECK(for_log("FALSEPREDICATE") == "FALSEPREDICATE");
}

}  // namespace knox::ulog

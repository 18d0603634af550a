#include "knox/ulog/rules_search.h"

#include <random>
#include <string>

#include "unit/catch.h"

namespace knox::ulog {

namespace {

using Groups = RuleSearch::Groups;

// The lines that are wanted, and by which rules: "0:1,2 3:1".
std::string found(RuleSearch& search, std::string_view lines) {
  std::string all;
  std::size_t number = 0;
  while (!lines.empty()) {
    const auto [begin, size] = search.find(lines);
    if (size == 0) break;
    number += static_cast<std::size_t>(
        std::count(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(begin), '\n'));
    all += (all.empty() ? "" : " ") + std::to_string(number++) + ":";
    for (std::size_t i = 0; i < search.wanted().size(); ++i) {
      if (search.wanted()[i]) all += (all.ends_with(':') ? "" : ",") + std::to_string(i);
    }
    lines.remove_prefix(begin + size);
  }
  return all;
}

// The same, by looking for every text in every line.
std::string expected(const std::vector<Groups>& rules, std::string_view lines) {
  std::string all;
  for (std::size_t number = 0; !lines.empty(); ++number) {
    const std::size_t size = std::min(lines.find('\n'), lines.size() - 1) + 1;
    std::string of_line;
    for (std::size_t i = 0; i < rules.size(); ++i) {
      const bool has_all = std::ranges::all_of(rules[i], [&](const auto& group) {
        return std::ranges::any_of(
            group, [&](const auto& text) { return lines.substr(0, size).find(text) != lines.npos; });
      });
      if (has_all) of_line += (of_line.empty() ? "" : ",") + std::to_string(i);
    }
    if (!of_line.empty()) all += (all.empty() ? "" : " ") + std::to_string(number) + ":" + of_line;
    lines.remove_prefix(size);
  }
  return all;
}

}  // namespace

TEST_CASE("rule search: lines, and the rules that they can meet") {
  const std::vector<Groups> rules = {
      {{"incorrect password"}, {"sudo\""}}, {{"Accepted ", "Failed "}}, {{"ab"}}};
  RuleSearch search(rules);
  CHECK_FALSE(search.is_blind());
  CHECK(found(search, "").empty());
  CHECK(found(search, "\n\n").empty());
  CHECK(found(search, "ab") == "0:2");
  CHECK(found(search, "x\nab\n") == "1:2");
  CHECK(found(search, "incorrect password\nsudo\"\nincorrect password sudo\" Failed \nAccepted xab\n") ==
        "2:0,1 3:1,2");
  CHECK(found(search, "a\nb\nAccepte\nd Failed\n").empty());
}

TEST_CASE("rule search: a rule without needles wants every line") {
  const std::vector<Groups> rules = {{{"abc"}}, {}};
  RuleSearch search(rules);
  CHECK(search.is_blind());
  CHECK(found(search, "x\nabc\n") == "0:0,1 1:0,1");
  RuleSearch none({});
  CHECK(found(none, "x\nabc\n").empty());
}

TEST_CASE("rule search: it finds what a plain search finds") {
  std::mt19937 random(7);
  const auto pick = [&](std::size_t count) { return random() % count; };
  const auto word = [&](std::size_t least, std::size_t most) {
    std::string text;
    for (std::size_t size = least + pick(most - least + 1); size > 0; --size)
      text += static_cast<char>('a' + pick(3));
    return text;
  };
  for (int round = 0; round < 2000; ++round) {
    std::vector<Groups> rules(1 + pick(round % 50 == 0 ? 200 : 6));
    for (Groups& groups : rules) {
      groups.resize(1 + pick(3));
      for (auto& group : groups) {
        for (std::size_t count = 1 + pick(3); count > 0; --count) group.push_back(word(2 + pick(3), 9));
      }
    }
    std::string lines;
    for (std::size_t count = pick(6); count > 0; --count) lines += word(0, 40) + "\n";
    if (pick(2) == 0) lines += word(0, 9);
    RuleSearch search(rules);
    INFO(lines);
    CHECK(found(search, lines) == expected(rules, lines));
  }
}

}  // namespace knox::ulog

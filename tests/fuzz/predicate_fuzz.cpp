// Predicates of the unified log, on any bytes: the first line is the predicate, what follows it is a message.
// Each is parsed or has a mistake within its text that is shown on two lines; a parsed one is explained line
// by line, what it hands to log(1) is a predicate that matches at least as much, and its text as a rule is
// the same one.
#include <algorithm>
#include <cstdlib>
#include <string>

#include "knox/base/utf8.h"
#include "knox/ulog/predicate.h"
#include "knox/ulog/rules.h"
#include "knox/ulog/rules_search.h"
#include "unit/ulog/records.h"

namespace {

using namespace knox;

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_safe(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Char c = utf8_front(text.substr(at));
    if (c.size == 0 || (is_unsafe_char(c.code) && c.code != '\n')) return false;
    at += c.size;
  }
  return true;
}

void check_mistake(std::string_view text, const ulog::Mistake& mistake) {
  require(mistake.place <= text.size());
  require(!mistake.what.empty() && mistake.what.find('\n') == std::string::npos);
  const std::string shown = ulog::point_at(text, mistake);
  require(is_safe(shown) && std::ranges::count(shown, '\n') == 1);
}

void check(const ulog::Predicate& predicate, std::string_view message) {
  require(is_safe(predicate.explain()));
  const std::string for_log = predicate.for_log();
  const auto logs = ulog::Predicate::parse(for_log.empty() ? "TRUEPREDICATE" : for_log);
  require(logs || for_log.size() > 60'000);
  for (const std::string_view name : {"sudo", "tcc", "unicode", "signpost", "text", "nothing"}) {
    ulog::Record record = ulog::test::record_of(name);
    if (!message.empty()) record.message = message;
    if (predicate.matches(record) && logs) require(logs->matches(record));
  }
  for (const auto& group : predicate.needles()) {
    require(!group.empty() && std::ranges::none_of(group, [](const std::string& n) { return n.size() < 2; }));
  }
}

void search(const ulog::Predicate& predicate, std::string_view lines) {
  const ulog::RuleSearch::Groups groups[] = {predicate.needles()};
  ulog::RuleSearch search(groups);
  while (!lines.empty()) {
    const auto [begin, size] = search.find(lines);
    const std::string_view passed = lines.substr(0, size == 0 ? lines.size() : begin);
    const auto has = [&](std::string_view line) {
      return std::ranges::all_of(groups[0], [&](const auto& group) {
        return std::ranges::any_of(group, [&](const std::string& n) { return line.find(n) != line.npos; });
      });
    };
    for (std::string_view rest = passed; !rest.empty();) {
      const std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
      require(!has(rest.substr(0, end)));
      rest.remove_prefix(end);
    }
    if (size == 0) return;
    require(search.is_blind() || has(lines.substr(begin, size)));
    lines.remove_prefix(begin + size);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(bytes.find('\n'), bytes.size());
  const std::string_view text = bytes.substr(0, end), message = bytes.substr(std::min(end + 1, bytes.size()));
  ulog::Rules rules;
  const auto named = [&](std::string_view name) { return rules.find(name); };
  const auto predicate = ulog::Predicate::parse(text, named);
  if (!predicate) {
    check_mistake(text, predicate.error());
  } else {
    check(*predicate, message);
    search(*predicate, message);
  }
  const auto added = rules.add_lines(bytes);
  if (!added) check_mistake(added.error().text, added.error().mistake);
  rules.match(ulog::test::record_of("sudo"));
  return 0;
}

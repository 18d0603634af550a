#include "knox/logins/pattern.h"

#include <algorithm>

namespace knox::logins {

namespace {

constexpr std::array<std::string_view, kHoles> kNames = {"*",       "word", "user",   "name", "target",
                                                         "address", "port", "method", "key",  "terminal",
                                                         "group",   "uid",  "gid"};

// The hole of that name; those of no known one are words.
Hole hole_of(std::string_view name) {
  const auto* const found = std::ranges::find(kNames, name);
  return found == kNames.end() ? Hole::kWord : static_cast<Hole>(found - kNames.begin());
}

bool takes_all(Hole hole) {
  return hole == Hole::kAny || hole == Hole::kUser || hole == Hole::kTarget;
}

bool fits(Hole hole, std::string_view word) {
  if (word.find(' ') != word.npos) return false;
  const bool is_number = hole == Hole::kPort || hole == Hole::kUid || hole == Hole::kGid;
  return !word.empty() && (!is_number || word.find_first_not_of("0123456789") == word.npos);
}

void keep(Found& found, Hole hole, std::string_view word) {
  found[static_cast<std::size_t>(hole)] = word;
}

// A word ends where the literal behind it begins, and at the latest at a blank.
std::size_t end_of_word(std::string_view text, std::string_view behind) {
  const std::size_t blank = std::min(text.find(' '), text.size());
  if (behind.empty() || behind.front() == ' ') return blank;
  return std::min(text.substr(0, blank).find(behind.front()), blank);
}
std::size_t begin_of_word(std::string_view text, std::string_view before) {
  const std::size_t blank = text.rfind(' ') + 1;  // npos + 1 is 0
  if (before.empty() || before.back() == ' ') return blank;
  const std::size_t at = text.rfind(before.back());
  return at == text.npos ? blank : std::max(at + 1, blank);
}

// From the right, down to the hole that takes all, which gets what is left.
bool match_right(std::string_view pattern, std::string_view text, Hole all, Found& found) {
  while (!pattern.empty()) {
    if (pattern.back() != '}') {
      const std::size_t begin = pattern.rfind('}') + 1;
      const std::string_view literal = pattern.substr(begin);
      if (!text.ends_with(literal)) return false;
      text.remove_suffix(literal.size());
      pattern = pattern.substr(0, begin);
      continue;
    }
    const std::size_t open = pattern.rfind('{');
    const Hole hole = hole_of(pattern.substr(open + 1, pattern.size() - open - 2));
    pattern = pattern.substr(0, open);
    const std::string_view literal = pattern.substr(pattern.rfind('}') + 1);
    const std::string_view word = text.substr(begin_of_word(text, literal));
    if (!fits(hole, word)) return false;
    text.remove_suffix(word.size());
    keep(found, hole, word);
  }
  keep(found, all, text);
  return true;
}

}  // namespace

bool match(std::string_view pattern, std::string_view text, Found& found) {
  found = {};
  while (!pattern.empty()) {
    const std::string_view literal = pattern.substr(0, pattern.find('{'));
    if (!text.starts_with(literal)) return false;
    text.remove_prefix(literal.size());
    pattern.remove_prefix(literal.size());
    if (pattern.empty()) break;
    const std::size_t close = pattern.find('}');
    const Hole hole = hole_of(pattern.substr(1, close - 1));
    pattern.remove_prefix(close + 1);
    if (takes_all(hole)) return match_right(pattern, text, hole, found);
    const std::string_view word = text.substr(0, end_of_word(text, pattern.substr(0, pattern.find('{'))));
    if (!fits(hole, word)) return false;
    text.remove_prefix(word.size());
    keep(found, hole, word);
  }
  return text.empty();
}

}  // namespace knox::logins

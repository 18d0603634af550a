#include "knox/logins/pattern.h"

#include <algorithm>

namespace knox::logins {

namespace {

constexpr std::array<std::string_view, kHoles> kNames = {"*",       "word", "user",   "name", "target",
                                                         "address", "port", "method", "key",  "terminal",
                                                         "group",   "uid",  "gid",    "by",   "text"};

// The hole of that name; those of no known one are words.
Hole hole_of(std::string_view name) {
  const auto* const found = std::ranges::find(kNames, name);
  return found == kNames.end() ? Hole::kWord : static_cast<Hole>(found - kNames.begin());
}

bool takes_all(Hole hole) {
  return hole == Hole::kAny || hole == Hole::kUser || hole == Hole::kTarget || hole == Hole::kText;
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

}  // namespace

Pattern::Pattern(std::string_view text) {
  while (true) {
    const std::size_t open = text.find('{');
    const std::string_view literal = text.substr(0, open);
    text.remove_prefix(literal.size());
    if (text.empty()) {
      (all_ && !right_.empty() ? right_.back().literal : end_) = literal;
      break;
    }
    const std::size_t close = text.find('}');
    const Hole hole = hole_of(text.substr(1, close - 1));
    text.remove_prefix(close + 1);
    if (all_) {
      (right_.empty() ? end_ : right_.back().literal) = literal;
      right_.push_back({{}, hole});
    } else {
      left_.push_back({literal, hole});
      if (takes_all(hole)) all_ = hole;
    }
  }
  std::ranges::reverse(right_);
}

// From the right, down to the hole that takes all, which gets what is left.
bool Pattern::match_right(std::string_view text, Hole all, Found& found) const {
  for (std::size_t i = 0; i < right_.size(); ++i) {
    const Part& part = right_[i];
    if (!text.ends_with(part.literal)) return false;
    text.remove_suffix(part.literal.size());
    const std::string_view before = i + 1 == right_.size() ? end_ : right_[i + 1].literal;
    const std::string_view word = text.substr(begin_of_word(text, before));
    if (!fits(part.hole, word)) return false;
    text.remove_suffix(word.size());
    keep(found, part.hole, word);
  }
  if (!text.ends_with(end_)) return false;
  text.remove_suffix(end_.size());
  keep(found, all, text);
  return true;
}

bool Pattern::matches(std::string_view text, Found& found) const {
  if (!left_.empty() && !text.starts_with(left_.front().literal)) return false;
  found = {};
  for (std::size_t i = 0; i < left_.size(); ++i) {
    const Part& part = left_[i];
    if (!text.starts_with(part.literal)) return false;
    text.remove_prefix(part.literal.size());
    if (takes_all(part.hole)) return match_right(text, part.hole, found);
    const std::string_view behind = i + 1 == left_.size() ? end_ : left_[i + 1].literal;
    const std::string_view word = text.substr(0, end_of_word(text, behind));
    if (!fits(part.hole, word)) return false;
    text.remove_prefix(word.size());
    keep(found, part.hole, word);
  }
  return text == end_;
}

}  // namespace knox::logins

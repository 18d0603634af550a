#include "knox/ulog/line_search.h"

#include <algorithm>
#include <utility>

#include "knox/base/find_text.h"

namespace knox::ulog {

namespace {

constexpr std::size_t kNone = std::string_view::npos;
constexpr std::size_t kPassed = kNone - 1;  // it stood in a line that was passed

}  // namespace

// Few texts are found sooner than many, and long ones less often than short ones. What the data is like, only
// the data shows: see find().
LineSearch::LineSearch(Groups groups) {
  for (std::vector<std::string>& texts : groups) groups_.push_back({std::move(texts)});
  const auto shortest = [](const Group& group) {
    return std::ranges::min_element(group.texts, {}, &std::string::size)->size();
  };
  const auto is_better = [&](const Group& a, const Group& b) {
    if (a.texts.size() != b.texts.size()) return a.texts.size() < b.texts.size();
    return shortest(a) > shortest(b);
  };
  lead(static_cast<std::size_t>(std::ranges::min_element(groups_, is_better) - groups_.begin()));
}

void LineSearch::lead(std::size_t group) {
  std::swap(groups_[0], groups_[group]);
  for (Group& each : groups_) each.misses = 0;
  found_ = 0;
}

bool LineSearch::has(const Group& group, std::string_view line) {
  return std::ranges::any_of(group.texts,
                             [&](const std::string& text) { return find_text(line, text) != kNone; });
}

std::size_t LineSearch::place_of(std::size_t text, std::string_view lines, std::size_t from) const {
  const std::size_t place = find_text(lines.substr(from), groups_[0].texts[text]);
  return place == kNone ? kNone : from + place;
}

LineFinder::Line LineSearch::find(std::string_view lines) {
  places_.assign(groups_[0].texts.size(), kPassed);
  return first(lines);
}

LineFinder::Line LineSearch::find_behind(std::string_view lines, std::size_t size) {
  for (std::size_t& place : places_) {
    if (place < size) {
      place = kPassed;
    } else if (place < kPassed) {
      place -= size;
    }
  }
  return first(lines);
}

LineFinder::Line LineSearch::first(std::string_view lines) {
  constexpr std::uint64_t kEnough = 64;
  for (std::size_t from = 0;;) {
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (places_[i] == kPassed || places_[i] < from) places_[i] = place_of(i, lines, from);
    }
    const std::size_t place = *std::ranges::min_element(places_);
    if (place == kNone) return {};
    const std::size_t before = lines.substr(from, place - from).rfind('\n');
    const std::size_t begin = before == kNone ? from : from + before + 1;
    const std::size_t end = std::min(lines.find('\n', place), lines.size() - 1) + 1;
    const std::string_view line = lines.substr(begin, end - begin);
    ++found_;
    const auto miss = std::find_if(groups_.begin() + 1, groups_.end(),
                                   [&](const Group& group) { return !has(group, line); });
    if (miss == groups_.end()) return {begin, line.size()};
    from = end;
    // Another group is rarer: from here on it leads.
    if (++miss->misses < kEnough || miss->misses * 2 < found_) continue;
    lead(static_cast<std::size_t>(miss - groups_.begin()));
    places_.assign(groups_[0].texts.size(), kPassed);
  }
}

}  // namespace knox::ulog

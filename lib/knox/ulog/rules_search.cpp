#include "knox/ulog/rules_search.h"

#include <algorithm>
#include <cstring>

#include "knox/base/find_text.h"

namespace knox::ulog {

namespace {

constexpr std::size_t kLongestWindow = 8;

// What nearly every line holds: windows that end like something in it would stop the search all the time.
constexpr std::string_view kUsual =
    R"({"timezoneName":"","messageType":"Default","eventType":"logEvent","source":null,"formatString":"%s","userID":501,)"
    R"("activityIdentifier":0,"subsystem":"com.apple.","category":"default","threadID":139361863,"senderImageUUID":)"
    R"("72E310F7-1A63-3C21-926C-BEF6061890C0","backtrace":{"frames":[{"imageOffset":1764,"imageUUID":)"
    R"("72E310F7-1A63-3C21-926C-BEF6061890C0"}]},"bootUUID":"","processImagePath":"\/System\/Library\/Frameworks)"
    R"(\/PrivateFrameworks\/.framework\/Versions\/A\/Support\/usr\/libexec\/Contents\/MacOS\/","senderImagePath":)"
    R"("\/usr\/lib\/system\/lib.dylib","timestamp":"2026-10-04 17:50:33.803491+0200","machTimestamp":23247436516259,)"
    R"("eventMessage":"the service for connection of request with error is not in state: name= -null-","processImageUUID":)"
    R"("traceID":13353070231556,"processID":21314,"senderProgramCounter":1764,"parentActivityIdentifier":0})";

std::size_t count(std::string_view pair) noexcept {
  std::size_t times = 0;
  for (std::size_t at = 0; (at = kUsual.find(pair, at)) != kUsual.npos; ++at) ++times;
  return times;
}

std::uint16_t pair_at(const char* at) noexcept {
  std::uint16_t pair;
  std::memcpy(&pair, at, sizeof pair);
  return pair;
}

}  // namespace

RuleSearch::RuleSearch(std::span<const Groups> rules)
    : rules_(rules.begin(), rules.end()), wanted_(rules.size()) {
  is_blind_ = std::ranges::any_of(rules_, &Groups::empty);
  if (is_blind_ || rules_.empty()) return;
  size_ = kLongestWindow;
  for (std::uint32_t rule = 0; rule < rules_.size(); ++rule) {
    for (const std::string& text : rules_[rule].front()) {
      needles_.push_back({text, 0, rule});
      size_ = std::min(size_, text.size());
    }
  }
  moves_.fill(static_cast<std::uint8_t>(size_ - 1));
  buckets_.resize(1);
  for (std::uint32_t i = 0; i < needles_.size(); ++i) add_window(needles_[i], i);
}

// Of a needle the window that ends in the rarest two bytes.
void RuleSearch::add_window(Needle& needle, std::uint32_t index) {
  const std::string_view text = needle.text;
  std::size_t least = ~std::size_t{0};
  for (std::size_t at = 0; at + size_ <= text.size(); ++at) {
    const std::size_t times = count(text.substr(at + size_ - 2, 2));
    if (times >= least) continue;
    least = times;
    needle.window = at;
  }
  const char* const window = text.data() + needle.window;
  for (std::size_t at = 0; at + 2 < size_; ++at) {
    std::uint8_t& move = moves_[pair_at(window + at)];
    if (move < kBucket) move = std::min(move, static_cast<std::uint8_t>(size_ - 2 - at));
  }
  std::uint8_t& move = moves_[pair_at(window + size_ - 2)];
  if (move < kBucket) {
    constexpr std::size_t kMost = 0x80;  // then several share the last
    if (buckets_.size() < kMost) buckets_.emplace_back();
    move = static_cast<std::uint8_t>(kBucket + buckets_.size() - 1);
  }
  buckets_[move - kBucket].push_back(index);
}

bool RuleSearch::for_found(std::uint8_t bucket, std::string_view in, std::size_t at, auto take) const {
  for (const std::uint32_t index : buckets_[bucket - kBucket]) {
    const Needle& needle = needles_[index];
    const std::size_t before = size_ - 2 + needle.window;
    if (at < before || in.substr(at - before, needle.text.size()) != needle.text) continue;
    if (take(needle)) return true;
  }
  return false;
}

// From `at` on the next place of two bytes that a window ends in; in.size(): there is none.
std::size_t RuleSearch::next(std::string_view in, std::size_t at) const noexcept {
  while (at + 1 < in.size()) {
    const std::uint8_t move = moves_[pair_at(in.data() + at)];
    if (move >= kBucket) return at;
    at += move;
  }
  return in.size();
}

// Which rules the line can meet; false: none.
bool RuleSearch::look_at(std::string_view line) {
  wanted_.assign(wanted_.size(), false);
  bool is_any = false;
  for (std::size_t at = next(line, size_ - 2); at < line.size(); at = next(line, at + 1)) {
    for_found(moves_[pair_at(line.data() + at)], line, at, [&](const Needle& needle) {
      if (wanted_[needle.rule]) return false;
      const auto has = [&](const std::string& text) { return find_text(line, text) != line.npos; };
      const auto has_one = [&](const std::vector<std::string>& group) {
        return std::ranges::any_of(group, has);
      };
      const Groups& groups = rules_[needle.rule];
      wanted_[needle.rule] = std::all_of(groups.begin() + 1, groups.end(), has_one);
      is_any |= wanted_[needle.rule];
      return false;
    });
  }
  return is_any;
}

RuleSearch::Line RuleSearch::find(std::string_view lines) {
  const auto line_at = [&](std::size_t place) {
    const std::size_t before = place == 0 ? lines.npos : lines.rfind('\n', place - 1);
    const std::size_t begin = before == lines.npos ? 0 : before + 1;
    const std::size_t end = lines.find('\n', place);
    return Line{begin, (end == lines.npos ? lines.size() : end + 1) - begin};
  };
  if (is_blind_) {
    wanted_.assign(wanted_.size(), true);
    return lines.empty() ? Line() : line_at(0);
  }
  if (needles_.empty()) return {};
  for (std::size_t at = next(lines, size_ - 2); at < lines.size(); at = next(lines, at)) {
    const bool is_found =
        for_found(moves_[pair_at(lines.data() + at)], lines, at, [](const Needle&) { return true; });
    if (!is_found) {
      ++at;
      continue;
    }
    const Line line = line_at(at);
    if (look_at(lines.substr(line.begin, line.size))) return line;
    at = line.begin + line.size + size_ - 2;
  }
  return {};
}

}  // namespace knox::ulog

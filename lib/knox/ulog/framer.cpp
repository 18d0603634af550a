#include "knox/ulog/framer.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "knox/base/count_char.h"
#include "knox/base/scan.h"

namespace knox::ulog {

namespace {

using What = io::Step::What;
using io::Step;

constexpr Error kTooLong{.code = Code::kMalformed, .what = "a line that is too long"};
constexpr Error kTooLarge{.code = Code::kMalformed, .what = "an object that is too large"};
constexpr Error kNoObject{.code = Code::kMalformed, .what = "not a JSON object"};
constexpr Error kBroken{.code = Code::kMalformed, .what = "not JSON: an object without an end"};

std::string_view without_end(std::string_view line) noexcept {
  if (line.ends_with('\n')) line.remove_suffix(1);
  return line;
}

Error cut_short(std::size_t size) {
  return {.code = Code::kTruncated, .need = size + 1, .have = size, .what = "entry"};
}

// The last line of an input may lack its line feed; one of JSON is all there if its object is.
Step last_line(std::string_view line, bool is_json) {
  const std::size_t end = line.find_last_not_of(" \t\r");
  const bool is_cut = is_json && line.starts_with('{') && (end == line.npos || line[end] != '}');
  if (!is_cut) return {What::kFrame, line.size(), {}};
  return {What::kCut, line.size(), cut_short(line.size())};
}

}  // namespace

Step EntryFramer::next(Bytes unread, bool final) {
  if (unread.empty()) return {};
  const std::string_view text = as_chars(unread);
  const Step step = step_of(text, final);
  if (step.what == What::kMore) return step;
  line_ = ends_ + 1;
  if (step.passed > 0) {
    ends_ += step.passed;
  } else if (style_ == Style::kJson) {
    ends_ += count_char(text.substr(0, step.size), '\n');
  } else if (text[step.size - 1] == '\n') {
    ++ends_;
  }
  return step;
}

Step EntryFramer::step_of(std::string_view text, bool final) {
  if (!style_) return next_line(text, final);
  if (*style_ == Style::kJson) return next_object(text, final);
  if (!is_text(*style_) && finder_ != nullptr && !skipping_) {
    const Step step = next_wanted(text);
    if (step.what != What::kMore) return step;
  }
  return next_line(text, final);
}

// The line that the text begins with, as a frame, or as too long.
Step EntryFramer::line_or_more(std::string_view text, bool final) {
  const std::size_t searched = std::min(searched_, text.size());
  const void* const end = std::memchr(text.data() + searched, '\n', text.size() - searched);
  const bool has_end = end != nullptr;
  const std::size_t size =
      has_end ? static_cast<std::size_t>(static_cast<const char*>(end) - text.data()) + 1 : text.size();
  searched_ = 0;
  if (skipping_ || size > kMaxEntry) {
    skipping_ = !has_end;
    return {What::kSkip, size, kTooLong};
  }
  if (has_end) return {What::kFrame, size, {}};
  if (final) return last_line(text, style_ && !is_text(*style_));
  searched_ = size;
  return {};
}

Step EntryFramer::next_line(std::string_view text, bool final) {
  const Step step = line_or_more(text, final);
  if (step.what != What::kFrame || (style_ && is_text(*style_))) return step;
  const std::string_view line = without_end(text.substr(0, step.size));
  constexpr std::string_view kSum = "{\"count\":";
  const bool is_plain = style_ && line.starts_with('{') && !line.starts_with(kSum);
  if (is_plain) return step;
  const Line seen = look_at(line);
  if (!style_) {
    style_ = seen.style;
    if (style_ == Style::kJson) return next_object(text, final);
    if (style_ && !is_text(*style_) && finder_ != nullptr) return step_of(text, final);
  }
  if (seen.kind == LineKind::kNoise) return {What::kPass, step.size, {}};
  return step;
}

// kMore: there is no whole line.
Step EntryFramer::next_wanted(std::string_view text) {
  if (hit_ > 0) {
    const std::size_t size = std::exchange(hit_, 0);
    region_ -= size;
    passed_ += size;
    if (size > kMaxEntry) return {What::kSkip, size, kTooLong};
    return {What::kFrame, size, {}};
  }
  LineFinder::Line line;
  if (region_ == 0) {
    const std::size_t last = text.rfind('\n');
    if (last == text.npos) return {};
    region_ = last + 1;
    line = finder_->find(text.substr(0, region_));
  } else {
    line = finder_->find_behind(text.substr(0, region_), passed_);
  }
  passed_ = 0;
  if (line.size == 0) {
    const std::size_t size = std::exchange(region_, 0);
    return {What::kPass, size, {}, count_char(text.substr(0, size), '\n')};
  }
  hit_ = line.size;
  if (line.begin == 0) return next_wanted(text);
  region_ -= line.begin;
  passed_ += line.begin;
  return {What::kPass, line.begin, {}, count_char(text.substr(0, line.begin), '\n')};
}

// ---- objects over lines

Step EntryFramer::next_object(std::string_view text, bool final) {
  if (depth_ == 0 && (!text.starts_with('{') || skipping_)) return between_objects(text, final);
  Step step;
  if (!scan_object(text, step)) {
    const bool is_too_large = text.size() > kMaxEntry;
    if (!is_too_large && !final) return {};
    step = {What::kCut, text.size(), cut_short(text.size())};
    if (is_too_large) step = {What::kSkip, text.size(), kTooLarge};
  }
  if (step.what == What::kFrame && step.size > kMaxEntry) step = {What::kSkip, step.size, kTooLarge};
  scanned_ = depth_ = 0;
  in_string_ = false;
  const bool is_noise =
      step.what == What::kFrame && look_at(text.substr(0, step.size)).kind == LineKind::kNoise;
  if (is_noise) return {What::kPass, step.size, {}};
  return step;
}

Step EntryFramer::between_objects(std::string_view text, bool final) {
  const std::size_t size = std::min(text.find_first_not_of(" \t\r\n,[]"), text.size());
  if (size > 0 && !skipping_) return {What::kPass, size, {}};
  const Step step = line_or_more(text, final);
  if (step.what == What::kMore || step.what == What::kSkip) return step;
  const bool is_noise = look_at(without_end(text.substr(0, step.size))).kind == LineKind::kNoise;
  if (is_noise) return {What::kPass, step.size, {}};
  return {What::kSkip, step.size, kNoObject};
}

// Goes on where it was; false: the end has not come. An object and its strings can be cut at any place, and
// what log(1) indents is none that begins: see framer.h.
bool EntryFramer::scan_object(std::string_view text, Step& step) {
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  const auto size_to = [&](const char* at) { return static_cast<std::size_t>(at - begin); };
  const char* at = begin + scanned_;
  while (at < end) {
    at = in_string_ ? find_first<false, '"', '\\', '\n'>(at, end)
                    : find_first<false, '"', '{', '}', '\n'>(at, end);
    if (at == end) break;
    if (*at == '\\' || *at == '\n') {  // the next one belongs to it
      if (end - at < 2) break;
      const char next = at[1];
      if (*at == '\\') {
        at += next == '\n' ? 1 : 2;
        continue;
      }
      in_string_ = false;
      ++at;
      if (next == '{' || next == '[') {
        step = {What::kSkip, size_to(at), kBroken};
        return true;
      }
      if (next == '}') depth_ = 1;
    } else if (*at == '"') {
      in_string_ = !in_string_;
      ++at;
    } else {
      depth_ += *at == '{' ? 1U : ~0U;
      ++at;
      if (depth_ == 0) {
        step = {What::kFrame, size_to(at), {}};
        return true;
      }
    }
  }
  scanned_ = size_to(at);
  return false;
}

}  // namespace knox::ulog

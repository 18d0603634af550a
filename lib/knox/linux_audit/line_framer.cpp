#include "knox/linux_audit/line_framer.h"

#include <algorithm>
#include <bit>

#include "knox/linux_audit/block_mask.h"
#include "knox/linux_audit/line.h"
#include "knox/linux_audit/scan.h"

namespace knox::linux_audit {

namespace {

using io::Step;

constexpr std::size_t kMaxSpliced = 64 * 1024;  // longer lines are not looked at for a second record
constexpr int kMaxCandidates = 8;               // and not for ever

bool has_open_quotes(std::string_view text) {
  return std::ranges::count(text, '"') % 2 != 0 || std::ranges::count(text, '\'') % 2 != 0;
}

// Where the head begins whose stamp stands at `stamp`: node= or type= before it. npos: there is none.
std::size_t head_of(std::string_view line, std::size_t stamp) {
  constexpr std::size_t kNone = std::string_view::npos;
  std::string_view before = line.substr(0, stamp);
  if (before.ends_with("msg=")) before.remove_suffix(4);
  if (!before.ends_with(' ')) return kNone;
  before.remove_suffix(1);
  while (!before.empty() && !is_space(before.back()) && before.back() != '=') before.remove_suffix(1);
  if (!before.ends_with("type=")) return kNone;
  before.remove_suffix(5);
  const std::size_t type = before.size();
  if (!before.ends_with(' ')) return type;
  before.remove_suffix(1);
  const std::size_t node = before.rfind("node=");
  return node != kNone && before.find(' ', node) == kNone ? node : type;
}

// A line, as far as one look at each of its bytes tells.
struct Sight {
  const char* newline;  // or the end of all bytes
  int stamps;
};
Sight look(const char* begin, const char* end) {
  int stamps = 0;
  for (const char* block = begin; block < end; block += kMaskBlock) {
    std::uint64_t hits = mask_before(begin, block, end, [](const char* at) KNOX_INLINE_LAMBDA {
      return block_mask<false, '\n', '('>(at);
    });
    for (; hits != 0; hits &= hits - 1) {
      const char* const at = block + std::countr_zero(hits);
      if (*at == '\n') return {at, stamps};
      if (at - begin >= 5 && starts_with(at - 5, end, "audit(")) ++stamps;
    }
  }
  return {end, stamps};
}

// What is on a line.
struct Found {
  std::size_t size;        // of the first record, all of the line when there is no second one
  bool has_stamp = false;  // or nothing of a record
};
Found find_records(std::string_view line) {
  if (line.size() > kMaxSpliced) return {line.size(), true};
  const char* const end = line.data() + line.size();
  int stamps = 0;
  for (const char* at = line.data(); (at = find_char(at, end, '(')) != end; ++at) {
    if (at - line.data() < 5 || !starts_with(at - 5, end, "audit(") || ++stamps == 1) continue;
    if (stamps > kMaxCandidates) break;
    const std::size_t head = head_of(line, static_cast<std::size_t>(at - 5 - line.data()));
    if (head == line.npos || head == 0) continue;
    const std::string_view rest = line.substr(head);
    Line second;
    const bool is_record = peek(rest, second) == LineKind::kRecord && second.prefix().empty();
    if (is_record && !has_open_quotes(rest)) return {head, true};
  }
  return {line.size(), stamps > 0};
}

bool is_no_damage(std::string_view line) {
  Line head;
  return peek(line, head) == LineKind::kBlank;
}

Step last_line(std::string_view line) {
  Line head;
  const LineKind kind = peek(line, head);
  if (kind == LineKind::kBlank || (kind == LineKind::kRecord && !has_open_quotes(line))) {
    return {Step::What::kFrame, line.size(), {}};
  }
  const Error cut{.code = Code::kTruncated, .need = line.size() + 1, .have = line.size(), .what = "line"};
  return {Step::What::kCut, line.size(), cut};
}

}  // namespace

Step LineFramer::next(Bytes unread, bool final) {
  if (unread.empty()) return {};
  const std::string_view text = as_chars(unread);
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  // Of a line that came in pieces, the stamps in the first ones are not known.
  const Sight sight =
      searched_ == 0 ? look(begin, end) : Sight{find_char(begin + searched_, end, '\n'), kMaxCandidates};
  const bool has_end = sight.newline != end;
  const std::size_t size = has_end ? static_cast<std::size_t>(sight.newline + 1 - begin) : text.size();
  searched_ = 0;
  if (skipping_ || size > kMaxLine) {
    skipping_ = !has_end && !final;
    return {
        Step::What::kSkip, size, {.code = Code::kBadSize, .need = size, .have = kMaxLine, .what = "line"}};
  }
  if (!has_end && !final) {
    searched_ = size;
    return {};
  }
  open_ = !has_end;
  const std::string_view line = text.substr(0, size);
  const Found found = sight.stamps == 1 ? Found{size, true} : find_records(line);
  if (!found.has_stamp && has_end && !is_no_damage(line)) {
    return {Step::What::kSkip, size, {.code = Code::kNotARecord, .what = "line"}};
  }
  return has_end || found.size < size ? Step{Step::What::kFrame, found.size, {}} : last_line(line);
}

bool looks_like_log(Bytes front) {
  std::string_view text = as_chars(front);
  while (!text.empty()) {
    const std::size_t size = std::min(text.find('\n'), text.size() - 1) + 1;
    Line line;
    if (peek(text.substr(0, size), line) == LineKind::kRecord) return true;
    text.remove_prefix(size);
  }
  return false;
}

}  // namespace knox::linux_audit

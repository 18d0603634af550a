#include "knox/linux_audit/log/line_framer.h"

#include <algorithm>
#include <bit>

#include "knox/base/block_mask.h"
#include "knox/base/scan.h"
#include "knox/io/foreign.h"
#include "knox/linux_audit/log/line.h"
#include "knox/linux_audit/log/separator.h"
#include "knox/linux_audit/log/wrapped.h"

namespace knox::linux_audit {

namespace {

using io::Step;

constexpr std::size_t kMaxSpliced = 64 * 1024;  // longer lines are not looked at for a second record
constexpr int kMaxCandidates = 8;               // and not for ever

// Whether a string or a msg='...' goes over one of the ends of this text. An apostrophe inside of a string,
// or of a word, is none of these.
bool has_open_quotes(std::string_view text) {
  bool in_string = false, in_message = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') in_string = !in_string;
    if (text[i] != '\'' || in_string) continue;
    const char next = i + 1 < text.size() ? text[i + 1] : ' ';
    const bool opens = i > 0 && text[i - 1] == '=';
    const bool closes = is_space(next) || is_capital(next) || escaped_separator(text.substr(i + 1)) > 0;
    if (in_message && closes) {
      in_message = false;
    } else if (!in_message && opens) {
      in_message = true;
    } else if (closes) {
      return true;
    }
  }
  return in_string || in_message;
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
  const char* stop;  // its newline, or a NUL; or the end of all bytes
  int stamps;
};
Sight look(const char* begin, const char* end) {
  int stamps = 0;
  for (const char* block = begin; block < end; block += kMaskBlock) {
    std::uint64_t hits = mask_before(
        begin, block, end, [](const char* at) KNOX_INLINE_LAMBDA { return block_mask<'\n', '('>(at); });
    for (; hits != 0; hits &= hits - 1) {
      const char* const at = block + std::countr_zero(hits);
      if (*at == '\n' || *at == '\0') return {at, stamps};
      if (*at == '(' && at - begin >= 5 && starts_with(at - 5, end, "audit(")) ++stamps;
    }
  }
  return {end, stamps};
}

bool is_json(std::string_view line) {
  const char* const end = line.data() + line.size();
  const char* const at = skip_spaces(line.data(), end);
  return at < end && (*at == '{' || (*at == '[' && at + 1 < end && at[1] == '{'));
}

// The size of the first record on a line; all of the line when there is no second one.
std::size_t first_record(std::string_view line) {
  if (line.size() > kMaxSpliced || is_json(line)) return line.size();
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
    if (is_record && !has_open_quotes(rest)) return head;
  }
  return line.size();
}

Step last_line(std::string_view line) {
  Line head;
  const LineKind kind = peek(line, head);
  const bool is_whole_object = is_json(line) && (head.text.ends_with('}') || head.text.ends_with(']'));
  if (kind == LineKind::kBlank || is_whole_object || (kind == LineKind::kRecord && !has_open_quotes(line))) {
    return {Step::What::kFrame, line.size(), {}};
  }
  const Error cut{.code = Code::kTruncated, .need = line.size() + 1, .have = line.size(), .what = "line"};
  return {Step::What::kCut, line.size(), cut};
}

}  // namespace

Step LineFramer::entry(std::string_view text, bool final) {
  searched_ = 0;
  open_ = false;
  std::size_t broken = 0;
  std::size_t size = journal_entry_size(text, broken);
  if (size > 0 && size != text.npos) return {Step::What::kFrame, size, {}};
  if (size == 0 && !final && text.size() <= kMaxLine) return {};
  // A size that is wrong may reach over others: the next entry shows where it ends.
  const std::size_t next = text.find("\n\n__CURSOR=");
  if (next != text.npos) {
    size = next + 2;
  } else if (size == 0 && final) {
    const Error cut{.code = Code::kTruncated, .need = text.size() + 1, .have = text.size(), .what = "entry"};
    return {Step::What::kCut, text.size(), cut};
  } else {
    size = size == 0 ? text.size() : broken;
  }
  return {Step::What::kSkip, size, {.code = Code::kNotARecord, .what = "journal entry"}};
}

KNOX_INLINE Step LineFramer::step(Bytes unread, bool final) {
  if (unread.empty()) return {};
  const std::string_view text = as_chars(unread);
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  if (*begin == '\0')
    return {Step::What::kSkip, std::min(text.find_first_not_of('\0'), text.size()), io::zeros()};
  if (*begin == '_' && !skipping_ && text.starts_with(kJournalEntry)) return entry(text, final);
  // Of a line that came in pieces, the stamps in the first ones are not known.
  const Sight sight = searched_ == 0
                          ? look(begin, end)
                          : Sight{find_first<false, '\n', '\0'>(begin + searched_, end), kMaxCandidates};
  const bool has_end = sight.stop != end;
  const bool has_newline = has_end && *sight.stop == '\n';
  const std::size_t size = static_cast<std::size_t>(sight.stop - begin) + (has_newline ? 1 : 0);
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
  const std::size_t first = sight.stamps <= 1 ? size : first_record(line);
  return has_end || first < size ? Step{Step::What::kFrame, first, {}} : last_line(line);
}

Step LineFramer::next(Bytes unread, bool final) {
  const Step step = this->step(unread, final);
  if (step.size == 0) return step;
  line_ = ends_ + 1;
  if (unread[0] == '_') {  // an entry of the journal has several
    ends_ += static_cast<std::uint64_t>(std::ranges::count(unread.first(step.size), '\n'));
  } else if (unread[step.size - 1] == '\n') {
    ++ends_;
  }
  return step;
}

}  // namespace knox::linux_audit

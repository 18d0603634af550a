#include "knox/linux_audit/record/record.h"

#include <algorithm>
#include <array>
#include <utility>

#include "knox/base/scan.h"
#include "knox/linux_audit/log/separator.h"
#include "knox/linux_audit/log/stops.h"
#include "knox/linux_audit/record/value.h"

namespace knox::linux_audit {

namespace {

// More fields than any record has; memory must not follow a hostile one. The rest is one word then.
constexpr std::size_t kMaxFields = 64 * 1024;
constexpr std::ptrdiff_t kMaxBraces = 4096;

// What the keys of ENRICHED fields can be, where nothing else tells where they begin.
constexpr std::array<std::string_view, 29> kEnrichedKeys = {
    "ARCH",      "SYSCALL",   "AUID",    "UID",     "GID",   "EUID",  "SUID",    "FSUID",
    "EGID",      "SGID",      "FSGID",   "OUID",    "OGID",  "OAUID", "OBJ_UID", "OBJ_GID",
    "OLD-AUID",  "OLD_AUID",  "NEW_GID", "NEW_UID", "SAUID", "ID",    "IUID",    "IGID",
    "INODE_UID", "INODE_GID", "SADDR",   "FD_UID",  "FD_GID"};

// Where an ENRICHED key begins whose separator was lost: 0OUID= in the value of cap_frootid; nullptr:
// nowhere.
const char* find_enriched_key(const char* value, const char* equals) {
  const std::string_view text = between(value, equals);
  std::size_t longest = 0;
  for (const std::string_view key : kEnrichedKeys) {
    if (key.size() > longest && key.size() < text.size() && text.ends_with(key)) longest = key.size();
  }
  return longest == 0 ? nullptr : equals - longest;
}

// The quote that ends a string which begins at `at`. Strings have no escapes: a quote that is followed by
// more of a word is a part of the string, in records of older kernels. nullptr: the line ends before.
const char* closing_quote(const char* at, const char* end) {
  for (;; ++at) {
    at = find_first<false, '"'>(at, end);
    if (at == end) return nullptr;
    const char* const next = at + 1;
    if (next == end || is_space(*next) || is_capital(*next)) return at;
    if (std::string_view(",:;)'").find(*next) != std::string_view::npos) return at;
    if (escaped_separator(between(next, end)) > 0) return at;
  }
}

// The apostrophe that ends a msg='...'. Programs do not escape those of their own, so it is the last one that
// the ENRICHED part or nothing follows.
const char* closing_apostrophe(const char* at, const char* end) {
  for (const char* quote = end; quote-- > at;) {
    if (*quote != '\'') continue;
    if (quote + 1 == end || is_space(quote[1]) || is_capital(quote[1])) return quote;
    if (escaped_separator(between(quote + 1, end)) > 0) return quote;
  }
  return nullptr;
}

// The brace that ends { ... }, which is never long.
const char* closing_brace(const char* at, const char* end) {
  const char* const limit = at + std::min(end - at, kMaxBraces);
  for (;; ++at) {
    at = find_first<false, '}'>(at, limit);
    if (at == limit) return nullptr;
    if (at + 1 == end || is_space(at[1])) return at;
  }
}

// (enforce) and the like, which AppArmor writes behind the name of a profile.
const char* skip_apparmor_mode(const char* at, const char* end) {
  if (end - at < 4 || at[0] != ' ' || at[1] != '(') return at;
  const char* letter = at + 2;
  while (letter < end && *letter >= 'a' && *letter <= 'z') ++letter;
  return letter < end && *letter == ')' && letter > at + 2 ? letter + 1 : at;
}

// Which characters make more of a field than key=value, where its key or its value begins with them.
constexpr std::uint8_t kOddInKey = 1, kOddInValue = 2;
constexpr auto kOdd = [] {
  std::array<std::uint8_t, 256> odd{};
  for (char c = 'A'; c <= 'Z'; ++c) odd[static_cast<std::uint8_t>(c)] = kOddInKey;
  for (const char c : {'(', '=', '#', '^', '\\', '<', '[', '%', '&', '\xe2', '\xef'})
    odd[static_cast<std::uint8_t>(c)] = kOddInKey;  // the last ones can begin what stands for a separator
  odd['\''] = odd['{'] = kOddInValue;
  return odd;
}();
constexpr bool is(char c, std::uint8_t odd) noexcept {
  return (kOdd[static_cast<std::uint8_t>(c)] & odd) != 0;
}

}  // namespace

class Record::Parser {
 public:
  Parser(std::vector<Field>& fields, const char* front)
      : fields_(fields),
        next_(fields.data()),
        limit_(fields.data() + std::min(fields.size(), kMaxFields)),
        front_(front) {}

  std::size_t size() const noexcept { return static_cast<std::size_t>(next_ - fields_.data()); }
  void parse(const char* at, const char* end);

 private:
  // Each returns where it ended.
  const char* unusual(const char* at, const char* end);
  const char* separators(const char* at, const char* end);
  const char* word(const char* at, const char* end);
  const char* field(std::string_view key, const char* at, const char* end);
  const char* quoted(std::string_view key, const char* at, const char* end);
  const char* plain(std::string_view key, const char* at, const char* end);
  const char* group(std::string_view key, const char* at, const char* close, const char* end, Part inner);

  void push(std::string_view key, const char* begin, const char* end) {
    if (next_ == limit_) grow();
    put(key, begin, end);
  }
  // Where there is room.
  KNOX_INLINE void put(std::string_view key, const char* begin, const char* end) {
    *next_++ = {key, between(begin, end), 0, part_};
  }
  void grow();
  bool is_usual_key(char first) const noexcept { return !is(first, kOddInKey) && next_ < limit_; }
  // Without an inner life, and with nothing behind that belongs to it.
  bool is_usual_value(char first, const char* stop, const char* end) const noexcept {
    if (is(first, kOddInValue) || stop[-1] == ',' || in_parentheses_) return false;
    return stop == end || (*stop == ' ' && (stop + 1 == end || stop[1] != '('));
  }

  std::vector<Field>& fields_;
  Field* next_;
  Field* limit_;       // there is no room behind it, or only for words
  const char* front_;  // of the line
  Part part_ = Part::kBody;
  bool in_parentheses_ = false;
};

void Record::Parser::grow() {
  const std::size_t used = size();
  fields_.resize(used < kMaxFields ? std::min(2 * used + 32, kMaxFields) : used + 1);
  next_ = fields_.data() + used;
  limit_ = fields_.data() + fields_.size();
}

// Nearly all fields are key=value or key="value" with one space behind; they are dealt with here.
void Record::Parser::parse(const char* at, const char* end) {
  Stops stops(front_, at, end);
  while (at < end) {
    const char* const equals = stops.next();
    if (equals < end && *equals == '=' && is_usual_key(*at)) [[likely]] {
      const std::string_view key = between(at, equals);
      const char* const value = equals + 1;
      const char first = value < end ? *value : ' ';
      const char* stop = stops.next();
      if (first == '"') {
        do stop = stops.next();
        while (stop < end && *stop != '"');
        const char* const next = stop + 1;
        if (stop < end && stops.next() == next && (next == end || *next == ' ')) [[likely]] {
          put(key, value, next);
          at = next < end ? next + 1 : end;
          continue;
        }
      } else if (is_usual_value(first, stop, end)) [[likely]] {
        put(key, value, stop);
        at = stop < end ? stop + 1 : end;
        continue;
      }
    }
    at = unusual(at, end);
    stops.seek(at);
  }
}

// Everything else, and its separators.
const char* Record::Parser::unusual(const char* at, const char* end) {
  at = separators(at, end);
  if (at == end) return end;
  if (size() >= kMaxFields) {
    push({}, at, end);
    return end;
  }
  const char* const equals = find_first<true, '='>(at, end);
  const bool has_key = equals < end && *equals == '=' && equals > at;
  at = has_key ? field(between(at, equals), equals + 1, end) : word(at, end);
  return at < end && *at == ' ' ? at + 1 : at;
}

const char* Record::Parser::separators(const char* at, const char* end) {
  for (; at < end; ++at) {
    if (*at == kSeparator && part_ == Part::kBody) part_ = Part::kEnriched;
    const bool opens = *at == '(' && part_ == Part::kMessage;
    in_parentheses_ |= opens;
    if (is_space(*at) || opens) continue;
    const std::size_t escaped =
        part_ == Part::kBody && is(*at, kOddInKey) ? escaped_separator(between(at, end)) : 0;
    if (escaped == 0) break;
    part_ = Part::kEnriched;
    at += escaped - 1;
  }
  return at;
}

const char* Record::Parser::word(const char* at, const char* end) {
  if (*at == '{' && at + 1 < end && is_space(at[1])) {
    if (const char* close = closing_brace(at, end)) return group({}, at, close, end, part_);
  }
  const char* const stop = find_space(at, end);
  push({}, at, stop);
  return stop;
}

const char* Record::Parser::field(std::string_view key, const char* at, const char* end) {
  if (part_ == Part::kBody && is_capital(key.front()) && is_enriched_key(key)) part_ = Part::kEnriched;
  if (at == end) {
    push(key, at, at);
    return at;
  }
  if (*at == '"') return quoted(key, at, end);
  if (*at == '\'' && part_ == Part::kBody && key == "msg") {
    return group(key, at, closing_apostrophe(at + 1, end), end, Part::kMessage);
  }
  if (*at == '{' && at + 1 < end && is_space(at[1])) {
    if (const char* close = closing_brace(at, end)) return group(key, at, close, end, part_);
  }
  return plain(key, at, end);
}

const char* Record::Parser::quoted(std::string_view key, const char* at, const char* end) {
  const char* const close = closing_quote(at + 1, end);
  if (close == nullptr) {
    push(key, at, end);
    return end;
  }
  push(key, at, close + 1);
  at = close + 1;
  if (at < end && (*at == ',' || (*at == ')' && in_parentheses_))) ++at;
  return at;
}

const char* Record::Parser::plain(std::string_view key, const char* at, const char* end) {
  const char* stop = find_first<true, '='>(at, end);
  for (; stop < end && *stop == '='; stop = find_first<true, '='>(stop + 1, end)) {
    if (part_ != Part::kBody || stop == at || !is_capital(stop[-1])) continue;
    if (const std::size_t escaped = find_escaped_separator(between(at, stop));
        escaped != std::string_view::npos) {
      push(key, at, at + escaped);
      return at + escaped;
    }
    if (const char* enriched = find_enriched_key(at, stop)) {
      push(key, at, enriched);
      part_ = Part::kEnriched;
      return enriched;
    }
  }
  stop = skip_apparmor_mode(stop, end);
  const char* value_end = stop;
  if (in_parentheses_ && value_end > at && value_end[-1] == ')') --value_end;
  if (value_end > at && value_end[-1] == ',') --value_end;
  push(key, at, value_end);
  return stop;
}

// A field with others inside; `close` is its last character, nullptr when the line ends before.
const char* Record::Parser::group(std::string_view key, const char* at, const char* close, const char* end,
                                  Part inner) {
  const std::size_t index = size();
  const char* const inner_end = close == nullptr ? end : close;
  const char* const outer_end = close == nullptr ? end : close + 1;
  push(key, at, outer_end);
  const Part outer = std::exchange(part_, inner);
  parse(at + 1, inner_end);
  part_ = outer;
  in_parentheses_ = false;
  fields_[index].inside = static_cast<std::uint32_t>(size() - index - 1);
  return outer_end;
}

void Record::parse(const Line& line) {
  line_ = line;
  const std::string_view body = line.body;
  Parser parser(fields_, line.text.data());
  parser.parse(body.data(), body.data() + body.size());
  size_ = parser.size();
}

std::string_view Record::find(std::string_view key, Part part) const noexcept {
  const auto field =
      std::ranges::find_if(fields(), [&](const Field& f) { return f.key == key && f.part == part; });
  return field == fields().end() ? std::string_view() : field->value;
}

std::optional<std::uint32_t> Record::read_id(std::string_view value) const noexcept {
  std::uint64_t number = 0;
  const char* const end = read_decimal(value.data(), line_.body.data() + line_.body.size(), number);
  const bool is_whole = end == value.data() + value.size() && !value.empty() && number <= UINT32_MAX;
  return is_whole ? static_cast<std::uint32_t>(number) : parse_id(value);
}

}  // namespace knox::linux_audit

#include "knox/ulog/predicate_expression_parser.h"

#include <algorithm>
#include <array>
#include <optional>

#include "knox/base/utf8.h"

namespace knox::ulog {

namespace {

constexpr std::uint32_t kMaxCount = 1000;
constexpr std::size_t kMaxDepth = 100, kMaxParts = 20'000;

using Part = ExpressionPart;

struct NamedSet {
  std::string_view name;
  CharSet chars;
};
const std::array<NamedSet, 14>& named_sets() {
  static const std::array<NamedSet, 14> kSets = {{{"d", {{'0', '9'}}},
                                                  {"w", {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}},
                                                  {"s", {{'\t', '\r'}, {' ', ' '}}},
                                                  {"h", {{'\t', '\t'}, {' ', ' '}}},
                                                  {"alpha", {{'A', 'Z'}, {'a', 'z'}}},
                                                  {"digit", {{'0', '9'}}},
                                                  {"alnum", {{'0', '9'}, {'A', 'Z'}, {'a', 'z'}}},
                                                  {"upper", {{'A', 'Z'}}},
                                                  {"lower", {{'a', 'z'}}},
                                                  {"space", {{'\t', '\r'}, {' ', ' '}}},
                                                  {"blank", {{'\t', '\t'}, {' ', ' '}}},
                                                  {"punct", {{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}}},
                                                  {"xdigit", {{'0', '9'}, {'A', 'F'}, {'a', 'f'}}},
                                                  {"cntrl", {{0, 0x1f}, {0x7f, 0x7f}}}}};
  return kSets;
}

const CharSet* find_set(std::string_view name) {
  const auto found = std::ranges::find(named_sets(), name, &NamedSet::name);
  return found == named_sets().end() ? nullptr : &found->chars;
}

struct Flags {
  bool ignores_case = false;
  bool dot_is_all = false;
  bool has_lines = false;
};

// The first thing that is wrong ends the parsing, from however deep.
class ExpressionParser {
 public:
  ExpressionParser(std::string_view pattern, Expression::Options options) : text_(pattern) {
    flags_.ignores_case = options.ignores_case;
  }

  std::expected<ParsedExpression, Expression::Mistake> parse() {
    const std::uint32_t whole = parse_choice();
    if (!wrong_ && at_ < text_.size()) fail("expected an end or '|', found ')'");
    if (wrong_) return std::unexpected(std::move(*wrong_));
    return ParsedExpression{std::move(parts_), whole, std::move(sets_), is_icus_};
  }

 private:
  bool is_done() const { return wrong_ || at_ >= text_.size(); }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(std::string_view what) {
    if (wrong_ || !text_.substr(at_).starts_with(what)) return false;
    at_ += what.size();
    return true;
  }
  void fail_at(std::size_t place, std::string what) {
    if (!wrong_) wrong_ = {place, std::move(what)};
  }
  void fail(std::string what) { fail_at(at_, std::move(what)); }

  std::uint32_t add(Part part) {
    if (parts_.size() >= kMaxParts) fail("the expression is too long");
    parts_.push_back(std::move(part));
    return static_cast<std::uint32_t>(parts_.size() - 1);
  }
  std::uint32_t add_set(CharSet set) {
    if (flags_.ignores_case) {
      is_icus_ = false;
      set.add_other_cases();
    }
    set.sort();
    const auto known = std::ranges::find(sets_, set);
    const auto index = static_cast<std::uint32_t>(known - sets_.begin());
    if (known == sets_.end()) sets_.push_back(std::move(set));
    return add({.what = Part::What::kChars, .set = index});
  }
  std::uint32_t add_edge(Edge edge) { return add({.what = Part::What::kEdge, .edge = edge}); }

  std::uint32_t parse_choice() {
    if (++depth_ > kMaxDepth) fail("groups are nested too deeply");
    const Flags before = flags_;
    std::vector<std::uint32_t> choices{parse_sequence()};
    while (take("|")) choices.push_back(parse_sequence());
    flags_ = before;
    --depth_;
    return choices.size() == 1 ? choices.front()
                               : add({.what = Part::What::kOne, .inside = std::move(choices)});
  }

  std::uint32_t parse_sequence() {
    std::vector<std::uint32_t> parts;
    while (!is_done() && peek() != '|' && peek() != ')') {
      if (take("\\Q")) {
        const std::size_t end = text_.find("\\E", at_);
        if (end == text_.npos) fail_at(at_ - 2, "'\\Q' without its '\\E'");
        while (!is_done() && at_ != end) parts.push_back(parse_char());
        take("\\E");
        if (!parts.empty()) parts.back() = parse_counts(parts.back());
      } else if (const auto part = parse_atom()) {
        parts.push_back(parse_counts(*part));
      }
    }
    return add({.inside = std::move(parts)});
  }

  std::uint32_t parse_counts(std::uint32_t part) {
    while (!is_done()) {
      const std::size_t place = at_;
      std::uint32_t least = 0, most = kNoLimit;
      if (take("+")) {
        least = 1;
      } else if (take("?")) {
        most = 1;
      } else if (take("{")) {
        least = parse_number();
        most = least;
        if (take(",")) most = peek() == '}' ? kNoLimit : parse_number();
        if (!take("}")) fail("expected a count such as {2}, {2,} or {2,5}");
        if (most < least) fail_at(place, "the second count is less than the first");
      } else if (!take("*")) {
        return part;
      }
      if (peek() == '+') fail("possessive counts such as a*+ are not known here");
      take("?");
      part = add({.what = Part::What::kRepeat, .least = least, .most = most, .inside = {part}});
      if (peek() == '*' || peek() == '+' || peek() == '?' || peek() == '{') fail("a count behind a count");
    }
    return part;
  }

  std::uint32_t parse_number() {
    const std::size_t place = at_;
    std::uint32_t number = 0;
    for (; peek() >= '0' && peek() <= '9' && number <= kMaxCount; ++at_) {
      number = number * 10 + static_cast<std::uint32_t>(peek() - '0');
    }
    if (at_ == place) fail("expected a count such as {2}, {2,} or {2,5}");
    if (number > kMaxCount) fail_at(place, "counts go up to 1000 here");
    return number;
  }

  std::uint32_t parse_char() {
    const std::uint32_t c = take_char();
    return add_set({{c, c}});
  }
  std::uint32_t take_char() {
    const Utf8Char c = utf8_front(text_.substr(at_));
    at_ += std::max<std::size_t>(c.size, 1);
    return c.size == 0 ? 0xfffd : c.code;
  }

  // nullopt: it stands for nothing.
  std::optional<std::uint32_t> parse_atom() {
    switch (peek()) {
      case '(': return parse_group();
      case '[': return parse_set();
      case '\\': return parse_escape();
      case '.': {
        ++at_;
        CharSet ends;
        if (!flags_.dot_is_all) ends = {{'\n', '\r'}, {0x85, 0x85}, {0x2028, 0x2029}};
        ends.negate();
        return add_set(std::move(ends));
      }
      case '^': ++at_; return add_edge(flags_.has_lines ? Edge::kBeginOfLine : Edge::kBegin);
      case '$': ++at_; return add_edge(flags_.has_lines ? Edge::kEndOfLine : Edge::kEnd);
      case '*':
      case '+':
      case '?':
      case '{': fail("expected something to count"); return std::nullopt;
      default: return parse_char();
    }
  }

  std::optional<std::uint32_t> parse_group() {
    const std::size_t place = at_++;
    const Flags before = flags_;
    bool has_flags = false;
    if (take("?")) {
      if (take("<") && peek() != '=' && peek() != '!') {
        const std::size_t end = text_.find('>', at_);
        if (end == text_.npos) fail_at(place, "expected '>' behind the group's name");
        at_ = end == text_.npos ? text_.size() : end + 1;
      } else if (peek() == '=' || peek() == '!' || peek() == '>' || peek() == '#') {
        fail_at(place, "(?=a), (?!a), (?<=a), (?<!a) and (?>a) are not known here");
      } else if (peek() != ':') {
        has_flags = true;
        parse_flags();
        if (take(")")) return std::nullopt;  // till the end of the group that it is in
      }
      if (peek() == ':') ++at_;
    }
    const std::uint32_t inside = parse_choice();
    if (has_flags) flags_ = before;
    if (!take(")")) fail_at(place, "'(' without its ')'");
    return inside;
  }

  void parse_flags() {
    bool on = true;
    for (; !is_done() && peek() != ')' && peek() != ':'; ++at_) {
      switch (peek()) {
        case '-': on = false; break;
        case 'i': flags_.ignores_case = on; break;
        case 's': flags_.dot_is_all = on; break;
        case 'm': flags_.has_lines = on; break;
        default: fail("known flags are i, s and m"); return;
      }
    }
  }

  std::uint32_t take_hex(std::size_t digits) {
    std::uint32_t code = 0;
    const bool is_braced = digits == 2 && take("{");
    const std::size_t first = at_;
    for (; at_ < text_.size() && (is_braced ? peek() != '}' : at_ - first < digits); ++at_) {
      const char c = peek();
      const bool is_letter = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
      if ((!is_letter && (c < '0' || c > '9')) || code > kLastChar) break;
      code = code << 4 | static_cast<std::uint32_t>(is_letter ? (c | 0x20) - 'a' + 10 : c - '0');
    }
    const bool is_whole = is_braced ? at_ > first && take("}") : at_ - first == digits;
    if (!is_whole || code > kLastChar) fail("expected a character's number in hex digits");
    return std::min(code, kLastChar);
  }

  // Of one character; behind the backslash.
  std::uint32_t take_escaped() {
    switch (const char c = peek()) {
      case 'n': ++at_; return '\n';
      case 'r': ++at_; return '\r';
      case 't': ++at_; return '\t';
      case 'f': ++at_; return '\f';
      case 'e': ++at_; return 0x1b;
      case 'a': ++at_; return '\a';
      case 'x': ++at_; return take_hex(2);
      case 'u': ++at_; return take_hex(4);
      case 'U': ++at_; return take_hex(8);
      default:
        if (at_ >= text_.size()) {
          fail_at(at_ - 1, "a backslash at the end");
        } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
          const std::string_view escape = text_.substr(at_ - 1, 2);
          fail_at(at_ - 1, std::string("'").append(escape).append("' is not known here"));
        }
        return is_done() ? 0 : take_char();
    }
  }

  // \d and its like: adds to the set. False: it is another escape.
  bool take_class(CharSet& set) {
    const char c = peek();
    const char small = static_cast<char>(c | 0x20);
    const CharSet* const known = c == '\0' ? nullptr : find_set(std::string_view(&small, 1));
    if (known == nullptr) return false;
    ++at_;
    is_icus_ = false;
    CharSet own = *known;
    if (c != small) own.negate();
    set.add(own);
    return true;
  }

  std::uint32_t parse_escape() {
    ++at_;
    if (take("A")) return add_edge(Edge::kBegin);
    if (take("Z") || take("z")) return add_edge(Edge::kEnd);
    if (peek() == 'b' || peek() == 'B') {
      is_icus_ = false;
      return add_edge(text_[at_++] == 'b' ? Edge::kWord : Edge::kNoWord);
    }
    CharSet set;
    if (!take_class(set)) {
      const std::uint32_t c = take_escaped();
      set.add(c, c);
    }
    return add_set(std::move(set));
  }

  std::uint32_t parse_set() {
    const std::size_t place = at_++;
    const bool is_negated = take("^");
    CharSet set;
    for (bool is_first = true; !is_done() && (is_first || peek() != ']'); is_first = false) parse_member(set);
    if (!take("]")) fail_at(place, "'[' without its ']'");
    if (is_negated) {
      if (flags_.ignores_case) set.add_other_cases();
      set.negate();
    }
    return add_set(std::move(set));
  }

  void parse_member(CharSet& set) {
    if (take("[:")) {
      const std::size_t end = text_.find(":]", at_);
      const CharSet* const known =
          end == text_.npos || end == at_ + 1 ? nullptr : find_set(text_.substr(at_, end - at_));
      if (known == nullptr)
        return fail_at(at_ - 2, "no such class of characters; known are [:alpha:], [:digit:] ...");
      is_icus_ = false;
      set.add(*known);
      at_ = end + 2;
      return;
    }
    const std::string_view rest = text_.substr(at_);
    if (peek() == '[' || rest.starts_with("&&") || rest.starts_with("--")) {
      return fail("sets in sets are not known here; a character is written '\\['");
    }
    if (peek() == ']') return fail("expected a character; a bracket is written '\\]'");
    const std::size_t place = at_;
    if (take("\\") && take_class(set)) return;
    const std::uint32_t first = place == at_ ? take_char() : take_escaped();
    std::uint32_t last = first;
    if (peek() == '-' && at_ + 1 < text_.size() && text_[at_ + 1] != ']') {
      ++at_;
      last = take("\\") ? take_escaped() : take_char();
    }
    if (last < first) return fail_at(place, "the range ends before it begins");
    set.add(first, last);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  Flags flags_ = {};
  bool is_icus_ = true;
  std::vector<Part> parts_ = {};
  std::vector<CharSet> sets_ = {};
  std::optional<Expression::Mistake> wrong_ = {};
};

}  // namespace

std::expected<ParsedExpression, Expression::Mistake> parse_expression(std::string_view pattern,
                                                                      Expression::Options options) {
  return ExpressionParser(pattern, options).parse();
}

}  // namespace knox::ulog

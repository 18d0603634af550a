// A regular expression's text becomes a tree, and that instructions.
#include <algorithm>
#include <array>
#include <optional>

#include "knox/base/utf8.h"
#include "knox/ulog/predicate_fold.h"
#include "knox/ulog/predicate_program.h"

namespace knox::ulog {

namespace {

constexpr std::uint32_t kMaxCount = 1000, kNoLimit = ~0U;
constexpr std::size_t kMaxCode = 4000, kMaxDepth = 100, kMaxParts = 20'000;

struct Part {
  enum class What : std::uint8_t { kChars, kEdge, kAll, kOne, kRepeat };
  What what = What::kAll;
  Edge edge = Edge::kBegin;
  std::uint32_t set = 0;
  std::uint32_t least = 0, most = 0;       // kRepeat
  std::vector<std::uint32_t> inside = {};  // kAll: one after the other; kOne: one of them; kRepeat: the one
};

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

// What is wrong ends the parsing, from however deep.
struct Wrong {
  std::size_t place;
  std::string what;
};

class Parser {
 public:
  Parser(std::string_view pattern, Expression::Options options) : text_(pattern) {
    flags_.ignores_case = options.ignores_case;
  }

  std::uint32_t parse() {
    const std::uint32_t whole = parse_choice();
    if (!wrong_ && at_ < text_.size()) fail("expected an end or '|', found ')'");
    return whole;
  }

  std::optional<Expression::Mistake> wrong() const { return wrong_; }
  std::vector<Part>& parts() { return parts_; }
  std::vector<CharSet>& sets() { return sets_; }
  bool is_icus() const { return is_icus_; }

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

// Writes instructions; each part goes on at what follows it.
class Writer {
 public:
  explicit Writer(const std::vector<Part>& parts) : parts_(parts) {}

  bool is_too_long() const { return code_.size() > kMaxCode; }
  std::vector<Instruction> take() { return std::move(code_); }

  std::uint32_t add(Instruction instruction) {
    if (!is_too_long()) code_.push_back(instruction);
    return static_cast<std::uint32_t>(code_.size() - 1);
  }
  std::uint32_t next() const { return static_cast<std::uint32_t>(code_.size()); }

  void write(std::uint32_t index) {
    const Part& part = parts_[index];
    using enum Part::What;
    switch (part.what) {
      case kChars: add({.what = Instruction::What::kChars, .set = part.set}); break;
      case kEdge: add({.what = Instruction::What::kEdge, .edge = part.edge}); break;
      case kAll:
        for (const std::uint32_t inside : part.inside) write(inside);
        break;
      case kOne: write_one(part); break;
      case kRepeat: write_repeat(part); break;
    }
  }

  // Any characters, in front of `index` or behind what was written.
  void write_any(std::uint32_t set) {
    const std::uint32_t split = add({.what = Instruction::What::kSplit});
    add({.what = Instruction::What::kChars, .set = set});
    add({.what = Instruction::What::kSplit, .a = split, .b = split});
    set_split(split, split + 1, next());
  }

 private:
  void set_split(std::uint32_t at, std::uint32_t a, std::uint32_t b) {
    if (is_too_long()) return;
    code_[at].a = a;
    code_[at].b = b;
  }

  void write_one(const Part& part) {
    std::vector<std::uint32_t> ends;
    for (std::size_t i = 0; i < part.inside.size() && !is_too_long(); ++i) {
      if (i + 1 == part.inside.size()) {
        write(part.inside[i]);
        break;
      }
      const std::uint32_t split = add({.what = Instruction::What::kSplit});
      write(part.inside[i]);
      ends.push_back(add({.what = Instruction::What::kSplit}));
      set_split(split, split + 1, next());
    }
    for (const std::uint32_t end : ends) set_split(end, next(), next());
  }

  void write_repeat(const Part& part) {
    const std::uint32_t inside = part.inside.front();
    for (std::uint32_t i = 0; i < part.least && !is_too_long(); ++i) {
      const std::uint32_t before = next();
      write(inside);
      if (next() == before) break;  // nothing, however often
    }
    if (part.most == kNoLimit) {
      const std::uint32_t split = add({.what = Instruction::What::kSplit});
      write(inside);
      add({.what = Instruction::What::kSplit, .a = split, .b = split});
      set_split(split, split + 1, next());
      return;
    }
    std::vector<std::uint32_t> splits;
    for (std::uint32_t i = part.least; i < part.most && !is_too_long(); ++i) {
      splits.push_back(add({.what = Instruction::What::kSplit}));
      write(inside);
    }
    for (const std::uint32_t split : splits) set_split(split, split + 1, next());
  }

  const std::vector<Part>& parts_;
  std::vector<Instruction> code_ = {};
};

// Single characters that follow one another.
void add_literals(const std::vector<Part>& parts, const std::vector<CharSet>& sets, std::uint32_t index,
                  std::vector<std::string>& literals) {
  const Part& part = parts[index];
  const auto end_run = [&] {
    if (!literals.back().empty()) literals.emplace_back();
  };
  if (part.what == Part::What::kChars) {
    const auto& ranges = sets[part.set].ranges();
    if (ranges.size() == 1 && ranges.front().first == ranges.front().second) {
      add_utf8(literals.back(), ranges.front().first);
      return;
    }
    end_run();
  } else if (part.what == Part::What::kAll) {
    for (const std::uint32_t inside : part.inside) add_literals(parts, sets, inside, literals);
  } else if (part.what == Part::What::kRepeat && part.least > 0) {
    end_run();
    add_literals(parts, sets, part.inside.front(), literals);
    end_run();
  } else if (part.what != Part::What::kEdge) {
    end_run();
  }
}

}  // namespace

std::expected<Program, Expression::Mistake> compile_expression(std::string_view pattern,
                                                               Expression::Options options) {
  Parser parser(pattern, options);
  const std::uint32_t whole = parser.parse();
  if (parser.wrong()) return std::unexpected(*parser.wrong());
  Program program;
  program.sets = std::move(parser.sets());
  program.is_icus = parser.is_icus();
  program.literals.emplace_back();
  add_literals(parser.parts(), program.sets, whole, program.literals);
  std::erase(program.literals, "");
  Writer writer(parser.parts());
  const auto any = static_cast<std::uint32_t>(program.sets.size());
  if (options.finds) {
    program.sets.push_back({{0, kLastChar}});
    writer.write_any(any);
  }
  writer.write(whole);
  if (options.finds) writer.write_any(any);
  writer.add({.what = Instruction::What::kMatch});
  if (writer.is_too_long()) return std::unexpected(Expression::Mistake{0, "the expression is too long"});
  program.code = writer.take();
  program.has_edges = std::ranges::any_of(
      program.code, [](const Instruction& code) { return code.what == Instruction::What::kEdge; });
  return program;
}

}  // namespace knox::ulog

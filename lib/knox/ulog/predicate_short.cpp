// The shorthand, as `log help shorthand` has it: terms, of which all have to hold, where no `or` stands
// between them.
//
//   s=com.apple.TCC    is         s!=...         is not
//   s:apple            contains   s!:...         does not contain
//   s:^com.            begins     s!:^...        does not begin with
//   s:$TCC             ends       s!:$...        does not end with
//   m~/Deny.*tty/      the regular expression is found in it; m!~/.../
//   type=error|fault   one of these
//   "a text", word     the message contains it; or it is the name of a rule
//
// Keys are s, c, p, m, l (the sender), t, pid, tid and every field's name. Behind a sign, [c] and [d] can
// stand as in the long form. Values end at a blank, ) and |; other ones are put in quotes.
//
// Source: log(1), `log help shorthand`. Knox's own: :$ and l, that case counts, and that a regular expression
// need not be all of the text, which were not confirmed.
#include <algorithm>

#include "knox/ulog/predicate_tokens.h"

namespace knox::ulog {

namespace {

struct Key {
  std::string_view key, field;
};
constexpr Key kKeys[] = {{"s", "subsystem"}, {"c", "category"}, {"p", "process"},   {"m", "eventMessage"},
                         {"l", "sender"},    {"t", "logType"},  {"type", "logType"}};

struct Sign {
  std::string_view sign;
  Operator op;
};
constexpr Sign kSigns[] = {{"=", Operator::kEqual},
                           {":^", Operator::kBeginsWith},
                           {":$", Operator::kEndsWith},
                           {":", Operator::kContains},
                           {"~", Operator::kMatches}};

bool is_blank(char c) noexcept {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

FieldName find_key(std::string_view key) noexcept {
  const auto known = std::ranges::find(kKeys, key, &Key::key);
  return find_field(known == std::end(kKeys) ? key : known->field);
}

class ShortParser final : public LogicParser {
 public:
  ShortParser(std::string_view text, const Predicate::Named& named) : text_(text), named_(named) { skip(); }

 protected:
  bool take_or() override { return take("||") || take_word("or"); }
  bool take_and() override {
    if (take("&&") || take("&") || take_word("and")) return true;
    return !is_end() && peek() != ')' && peek() != '|' && !is_word("or");  // nothing stands between the terms
  }
  bool take_not() override { return take("!") || take_word("not"); }
  bool take_open() override { return take("("); }
  bool take_close() override { return take(")"); }
  bool is_end() override { return fault_.is_set() || at_ >= text_.size(); }
  std::size_t place() override { return at_; }
  std::string found() override {
    return is_end() ? "the end" : ulog::named(word(std::max<std::size_t>(word_size(), 1)));
  }

  void parse_term() override {
    if (is_end() || is_word("and") || is_word("or")) {
      return fault_.set(at_, "expected a term such as p=sudo, found " + found());
    }
    const std::size_t place = at_;
    if (peek() == '"' || peek() == '\'') {
      const Term value = parse_value();
      return add_message(place, {value});
    }
    const std::size_t size = key_size();
    const std::string_view key = word(size);
    if (size == 0) return fault_.set(at_, "expected a key such as p, s or m, found " + found());
    if (begins_sign(place + size)) return parse_keyed(key);
    const std::size_t whole = word_size();
    const Predicate* const rule = named_ ? named_(word(whole)) : nullptr;
    if (rule != nullptr) {
      writer_.add_named(word(whole), rule->tree());
      move(whole);
      return;
    }
    const FieldName field = find_key(key);
    if (field.field != nullptr && size == whole) {
      return fault_.set(place + size, "expected = : ~ or another sign behind " + ulog::named(key));
    }
    add_message(place, {parse_value()});
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  std::string_view word(std::size_t size) const { return text_.substr(at_, size); }
  void skip() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }
  void move(std::size_t size) {
    at_ += size;
    skip();
  }
  bool take(std::string_view sign) {
    if (fault_.is_set() || !text_.substr(at_).starts_with(sign)) return false;
    move(sign.size());
    return true;
  }
  bool is_word(std::string_view wanted) const { return is_same_word(word(word_size()), wanted); }
  bool take_word(std::string_view wanted) {
    if (fault_.is_set() || !is_word(wanted)) return false;
    move(wanted.size());
    return true;
  }

  // Of a value, or of a name.
  std::size_t word_size() const {
    std::size_t size = 0;
    while (at_ + size < text_.size() && !is_blank(peek(size)) &&
           std::string_view("()|\"'").find(peek(size)) == std::string_view::npos)
      ++size;
    return size;
  }
  std::size_t key_size() const {
    const std::string_view all = word(word_size());
    return std::min(all.find_first_of("=:~!"), all.size());
  }
  bool begins_sign(std::size_t at) const {
    if (at < text_.size() && text_[at] == '!') ++at;
    if (at >= text_.size()) return false;
    // A word with a colon in it, at which it does not end, may be a rule's name: builtin:auth.
    if (text_[at] == ':' && named_ && named_(word(word_size())) != nullptr) return false;
    return text_[at] == '=' || text_[at] == ':' || text_[at] == '~';
  }

  void parse_keyed(std::string_view key) {
    FieldName field = find_key(key);
    if (field.field == nullptr) return unknown_key(key);
    at_ += key.size();
    const std::size_t op_place = at_;
    const bool is_negated = peek() == '!';
    if (is_negated) ++at_;
    const auto sign =
        std::ranges::find_if(kSigns, [&](const Sign& s) { return text_.substr(at_).starts_with(s.sign); });
    at_ += sign->sign.size();
    const Folding folding = parse_options();
    std::vector<Term> values;
    do {
      values.push_back(sign->op == Operator::kMatches ? parse_expression() : parse_value());
    } while (take_alternative());
    skip();
    if (fault_.is_set()) return;
    // logEvent and its like are words of the other enumeration.
    if (key == "type" || key == "t") {
      const auto is_type = [](const Term& term) { return find_word(Kind::kType, term.text) != nullptr; };
      if (std::ranges::all_of(values, is_type)) field = find_field("type");
    }
    write(field, sign->op, op_place, folding, values, is_negated);
  }

  bool take_alternative() {
    if (fault_.is_set() || peek() != '|' || peek(1) == '|') return false;
    ++at_;
    return true;
  }

  void unknown_key(std::string_view key) {
    std::string what = "unknown key " + ulog::named(key);
    Nearest nearest(key);
    for (const Key& known : kKeys) {
      if (known.key.size() > 1) nearest.look_at(known.key);
    }
    const std::string_view near = nearest.found().empty() ? nearest_field(key) : nearest.found();
    if (!near.empty()) what += "; did you mean " + ulog::named(near) + "?";
    if (near.empty()) what += "; a text with = : or ~ in it is put in quotes";
    fault_.set(at_, std::move(what));
  }

  Folding parse_options() {
    Folding folding;
    if (peek() != '[') return folding;
    const std::size_t end = text_.find(']', at_);
    const std::string_view options = text_.substr(at_ + 1, end - at_ - 1);
    if (end == text_.npos || options.empty() || options.find_first_not_of("cdi") != options.npos) {
      fault_.set(at_, "expected [c] (case does not matter), [d] (nor accents) or [cd]");
      return folding;
    }
    folding.case_folded = options.find_first_of("ci") != options.npos;
    folding.marks_left_out = options.find('d') != options.npos;
    at_ = end + 1;
    return folding;
  }

  Term parse_value() {
    Term term{.place = at_};
    if (peek() == '"' || peek() == '\'') {
      Quoted quoted = read_quoted(text_, at_, fault_);
      term.text = std::move(quoted.value);
      term.is_quoted = true;
      at_ = quoted.end;
    } else {
      term.text = word(word_size());
      at_ += term.text.size();
      if (term.text.empty())
        fault_.set(at_, is_end() ? "expected a value, found the end" : "expected a value");
    }
    return term;
  }

  // Between slashes, in which a slash is written \/.
  Term parse_expression() {
    Term term{.place = at_};
    if (peek() != '/') {
      fault_.set(at_, "expected a regular expression between slashes, /.../");
      return term;
    }
    for (++at_; at_ < text_.size() && text_[at_] != '/'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        if (text_[at_ + 1] != '/') term.text += '\\';
        ++at_;
      }
      term.text += text_[at_];
    }
    if (at_ >= text_.size()) fault_.set(term.place, "a regular expression without its last slash");
    ++at_;
    return term;
  }

  void add_message(std::size_t place, const std::vector<Term>& values) {
    skip();
    write(find_field("eventMessage"), Operator::kContains, place, {}, values, false);
  }

  void write(const FieldName& field, Operator op, std::size_t op_place, Folding folding,
             std::vector<Term> values, bool is_negated) {
    const std::uint32_t at = writer_.next();
    for (Term& value : values) {
      if (fault_.is_set()) return;
      make_number(field, value);
      if (is_same_word(value.text, "nil") && !value.is_quoted && op == Operator::kEqual)
        value.what = Term::What::kNil;
      auto comparison = make_comparison(text_, field, op, op_place, folding, {value}, fault_);
      if (comparison && op == Operator::kMatches) find_anywhere(value, *comparison);
      if (comparison) writer_.add(std::move(*comparison));
    }
    if (fault_.is_set()) return;
    if (values.size() > 1) writer_.wrap(at, Node::What::kOr);
    if (is_negated) writer_.wrap(at, Node::What::kNot);
  }

  // Numbers have no signs of their own here: pid=12 is one.
  void make_number(const FieldName& field, Term& value) {
    if (is_text(field.field->kind) || field.field->kind == Kind::kDate || value.is_quoted ||
        value.text.empty())
      return;
    Fault fault;
    const Token token = next_token(value.text, 0, fault);
    if (fault.is_set() || token.what != Token::What::kNumber || end_of(token) != value.text.size()) return;
    value.what = Term::What::kNumber;
    value.number = token.number;
    value.is_fraction = token.is_fraction;
  }

  static void find_anywhere(const Term& value, Comparison& comparison) {
    std::string space;
    const std::string_view pattern =
        fold(value.text, {.marks_left_out = comparison.folding.marks_left_out}, space);
    auto found =
        Expression::compile(pattern, {.ignores_case = comparison.folding.case_folded, .finds = true});
    if (!found) return;
    comparison.expression = std::make_shared<const Expression>(std::move(*found));
    comparison.is_found_anywhere = true;
  }

  std::string_view text_;
  const Predicate::Named& named_;
  std::size_t at_ = 0;
};

// A word that only the long form has.
bool is_long_word(std::string_view word) noexcept {
  static constexpr std::string_view kWords[] = {
      "CONTAINS",      "BEGINSWITH",     "ENDSWITH", "LIKE", "MATCHES", "BETWEEN", "IN",
      "TRUEPREDICATE", "FALSEPREDICATE", "ANY",      "ALL",  "SOME",    "NONE"};
  return std::ranges::any_of(kWords, [&](std::string_view known) { return is_same_word(known, word); });
}

// Letters and digits, at the beginning of which `at` is; empty: it is at none.
std::string_view word_at(std::string_view text, std::size_t at) noexcept {
  const auto goes_on = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
           c == '.' || c == '-' || static_cast<std::uint8_t>(c) >= 0x80;
  };
  std::size_t end = at;
  while (end < text.size() && goes_on(text[end])) ++end;
  return text.substr(at, end - at);
}

// The end of a regular expression that begins behind `at`; npos: there is none.
std::size_t skip_expression(std::string_view text, std::size_t at) noexcept {
  for (at += 2; at < text.size() && text[at] != '/'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return at;
}

}  // namespace

std::expected<Tree, Mistake> parse_short(std::string_view text, const Predicate::Named& named) {
  return ShortParser(text, named).parse();
}

bool is_key(std::string_view name) noexcept {
  return find_key(name).field != nullptr;
}

bool is_reserved(std::string_view word) noexcept {
  static constexpr std::string_view kWords[] = {"AND", "OR", "NOT", "nil", "NULL", "NOW", "CAST"};
  return is_long_word(word) ||
         std::ranges::any_of(kWords, [&](std::string_view known) { return is_same_word(known, word); });
}

bool is_short(std::string_view text) {
  const auto is_blank_at = [&](std::size_t at) { return at < text.size() && is_blank(text[at]); };
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    Fault fault;
    if (c == '"' || c == '\'') {
      at = read_quoted(text, at, fault).end;
    } else if (c == '~' && at + 1 < text.size() && text[at + 1] == '/') {
      at = skip_expression(text, at) + 1;
    } else if (c == '<' || c == '>' || c == '{' || text.substr(at).starts_with("==")) {
      return false;
    } else if (c == '=') {
      const std::size_t sign = at > 0 && text[at - 1] == '!' ? at - 1 : at;
      if (sign == 0 || is_blank_at(sign - 1) || is_blank_at(at + 1)) return false;
      ++at;
    } else if (const std::string_view word = word_at(text, at); !word.empty()) {
      if (is_long_word(word)) return false;
      at += word.size();
      const bool has_sign =
          at < text.size() && std::string_view("=:~!").find(text[at]) != std::string_view::npos;
      if (!has_sign && find_field(word).field != nullptr) return false;
    } else {
      ++at;
    }
  }
  return true;
}

}  // namespace knox::ulog

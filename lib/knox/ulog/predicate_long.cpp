// The language of `log help predicates`, which is a part of NSPredicate's:
//
//   predicate:   predicate OR predicate, predicate AND predicate, NOT predicate, (predicate), TRUEPREDICATE,
//                FALSEPREDICATE, the name of a rule, comparison
//   comparison:  [ANY|ALL|SOME|NONE] operand operator[[cd]] operand
//   operand:     a field, 'text', 12, 0x1f, error, nil, {operand, ...}, NOW(), CAST(1.5, "NSDate")
#include <algorithm>
#include <charconv>

#include "knox/base/time_words.h"
#include "knox/ulog/predicate_tokens.h"

namespace knox::ulog {

namespace {

struct OperatorName {
  std::string_view name;
  Operator op;
};
constexpr OperatorName kOperators[] = {{"==", Operator::kEqual},
                                       {"=", Operator::kEqual},
                                       {"!=", Operator::kNotEqual},
                                       {"<>", Operator::kNotEqual},
                                       {"<", Operator::kLess},
                                       {"<=", Operator::kLessOrEqual},
                                       {"=<", Operator::kLessOrEqual},
                                       {">", Operator::kGreater},
                                       {">=", Operator::kGreaterOrEqual},
                                       {"=>", Operator::kGreaterOrEqual},
                                       {"BETWEEN", Operator::kBetween},
                                       {"IN", Operator::kIn},
                                       {"CONTAINS", Operator::kContains},
                                       {"BEGINSWITH", Operator::kBeginsWith},
                                       {"ENDSWITH", Operator::kEndsWith},
                                       {"LIKE", Operator::kLike},
                                       {"MATCHES", Operator::kMatches}};

const OperatorName* find_operator(const Token& token) noexcept {
  const auto is = [&](const OperatorName& known) {
    return token.is_sign(known.name) || token.is_word(known.name);
  };
  const auto found = std::ranges::find_if(kOperators, is);
  return found == std::end(kOperators) ? nullptr : found;
}

// As it is for the sides in the other order; nullopt: there is none.
std::optional<Operator> mirrored(Operator op) noexcept {
  switch (op) {
    case Operator::kEqual:
    case Operator::kNotEqual: return op;
    case Operator::kLess: return Operator::kGreater;
    case Operator::kLessOrEqual: return Operator::kGreaterOrEqual;
    case Operator::kGreater: return Operator::kLess;
    case Operator::kGreaterOrEqual: return Operator::kLessOrEqual;
    case Operator::kIn: return Operator::kContains;
    default: return std::nullopt;
  }
}

enum class Quantifier : std::uint8_t { kNone, kAny, kAll, kNobody };

struct Side {
  FieldName field = {};  // otherwise terms
  bool is_list = false;
  std::size_t place = 0;
  std::vector<Term> terms = {};
};

class LongParser final : public LogicParser {
 public:
  LongParser(std::string_view text, const Predicate::Named& named) : text_(text), named_(named) {
    advance(0);
  }

 protected:
  bool take_or() override { return take_sign("||") || take_word("OR"); }
  bool take_and() override { return take_sign("&&") || take_word("AND"); }
  bool take_not() override { return take_sign("!") || take_word("NOT"); }
  bool take_open() override { return take_sign("("); }
  bool take_close() override { return take_sign(")"); }
  bool is_end() override { return token_.what == Token::What::kEnd; }
  std::size_t place() override { return token_.place; }
  std::string found() override {
    if (token_.is_sign("[")) return "'['; options such as [c] stand behind a word or sign that compares";
    return describe(token_);
  }

  void parse_term() override {
    if (take_word("TRUEPREDICATE")) return writer_.add(Node::What::kTrue);
    if (take_word("FALSEPREDICATE")) return writer_.add(Node::What::kFalse);
    if (parse_named()) return;
    parse_comparison();
  }

 private:
  void advance(std::size_t at) { token_ = next_token(text_, at, fault_); }
  Token take() {
    Token taken = std::move(token_);
    advance(end_of(taken));
    return taken;
  }
  bool take_sign(std::string_view sign) {
    if (fault_.is_set() || !token_.is_sign(sign)) return false;
    take();
    return true;
  }
  bool take_word(std::string_view word) {
    if (fault_.is_set() || !token_.is_word(word)) return false;
    take();
    return true;
  }
  void expect(std::string_view what) {
    fault_.set(token_.place, "expected " + std::string(what) + ", found " + describe(token_));
  }

  bool parse_named() {
    if (token_.what != Token::What::kWord || !named_ || find_field(token_.written).field != nullptr)
      return false;
    const Predicate* const rule = named_(token_.written);
    if (rule == nullptr) return false;
    writer_.add_named(take().written, rule->tree());
    return true;
  }

  void parse_comparison() {
    begin_of_last_ = writer_.next();
    const Quantifier quantifier = parse_quantifier();
    const std::optional<Side> left = parse_side(true, nullptr);
    if (!left || fault_.is_set()) return;
    const OperatorName* const op = find_operator(token_);
    if (op == nullptr) return expect_operator(*left);
    const std::size_t op_place = take().place;
    const Folding folding = parse_options();
    const std::optional<Side> right = parse_side(false, left->field.field);
    if (!right || fault_.is_set()) return;
    write(quantifier, *left, op->op, op_place, folding, *right);
  }

  void expect_operator(const Side& left) {
    constexpr std::string_view kExpected = "an operator such as == or CONTAINS";
    if (token_.is_word("NOT")) {
      return fault_.set(token_.place, "NOT stands before the whole comparison: NOT process IN {'a', 'b'}");
    }
    if (left.field.field == nullptr || token_.what != Token::What::kWord) return expect(kExpected);
    std::string upper(token_.written);
    for (char& c : upper) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c);
    Nearest nearest(upper);
    for (const OperatorName& known : kOperators) {
      if (known.name.size() > 3) nearest.look_at(known.name);
    }
    if (nearest.found().empty()) return expect(kExpected);
    fault_.set(token_.place, "expected " + std::string(kExpected) + ", found " + describe(token_) +
                                 "; did you mean " + named(nearest.found()) + "?");
  }

  Quantifier parse_quantifier() {
    if (take_word("ANY") || take_word("SOME")) return Quantifier::kAny;
    if (take_word("ALL")) return Quantifier::kAll;
    return take_word("NONE") ? Quantifier::kNobody : Quantifier::kNone;
  }

  // [c], [d], [cd], [ci].
  Folding parse_options() {
    Folding folding;
    if (!take_sign("[")) return folding;
    if (token_.what != Token::What::kWord) expect("c, d or cd");
    for (const char c : token_.written) {
      const char option = static_cast<char>(c | 0x20);
      if (option == 'c' || option == 'i') {
        folding.case_folded = true;
      } else if (option == 'd') {
        folding.marks_left_out = true;
      } else {
        expect("c (case does not matter), d (nor accents) or cd");
      }
    }
    if (!fault_.is_set()) take();
    if (!take_sign("]")) expect("']'");
    return folding;
  }

  // `other` is the field of the left side, where this is the right one and there is one.
  std::optional<Side> parse_side(bool is_left, const Field* other) {
    if (fault_.is_set()) return std::nullopt;
    Side side{.place = token_.place};
    if (token_.is_sign("{")) {
      side.is_list = true;
      parse_list(side.terms);
      return side;
    }
    if (token_.what == Token::What::kWord && !is_value_word(other)) {
      side.field = find_field(field_name());
      if (side.field.field != nullptr) {
        take();
        return side;
      }
      if (is_left) {
        unknown_field();
        return std::nullopt;
      }
    }
    if (token_.is_sign("(") && !is_left) {
      fault_.set(token_.place, "expected a value; a list stands in braces, {'a', 'b'}");
    }
    std::optional<Term> term = parse_value(is_left ? "a field such as process" : "a value");
    if (!term) return std::nullopt;
    side.terms.push_back(std::move(*term));
    return side;
  }

  std::string_view field_name() const {
    return token_.written.starts_with('#') ? token_.written.substr(1) : token_.written;
  }
  bool is_value_word(const Field* other) const {
    if (other == nullptr) return is_nil() || is_call();
    return is_nil() || is_call() || (is_enumeration(other->kind) && find_word(other->kind, token_.written));
  }
  bool is_nil() const { return token_.is_word("nil") || token_.is_word("NULL"); }
  bool is_call() const { return token_.is_word("NOW") || token_.is_word("CAST"); }

  void unknown_field() {
    for (const std::string_view word : {"AND", "OR", "NOT", "ANY", "ALL", "SOME", "NONE"}) {
      if (token_.is_word(word)) return expect("a field such as process");
    }
    if (find_operator(token_) != nullptr) return expect("a field such as process");
    std::string what = "unknown field " + describe(token_);
    const std::string_view near = nearest_field(field_name());
    if (!near.empty()) {
      what += "; did you mean " + named(near) + "?";
    } else if (named_) {
      what += ", and no rule of that name";
    }
    fault_.set(token_.place, std::move(what));
  }

  void parse_list(std::vector<Term>& terms) {
    take();
    if (take_sign("}")) return;
    do {
      std::optional<Term> term = parse_value("a value");
      if (!term) return;
      terms.push_back(std::move(*term));
    } while (take_sign(","));
    if (!take_sign("}")) expect("',' or '}'");
  }

  std::optional<Term> parse_value(std::string_view expected) {
    if (fault_.is_set()) return std::nullopt;
    Term term{.place = token_.place, .text = std::string(token_.written)};
    if (token_.what == Token::What::kText) {
      term.text = token_.text;
      term.is_quoted = true;
    } else if (token_.what == Token::What::kNumber) {
      term.what = Term::What::kNumber;
      term.is_fraction = token_.is_fraction;
      term.number = token_.number;
    } else if (is_nil()) {
      term.what = Term::What::kNil;
    } else if (is_call()) {
      return parse_call();
    } else if (token_.what == Token::What::kWord) {
      term.what = Term::What::kWord;
    } else {
      expect(expected);
      return std::nullopt;
    }
    take();
    return term;
  }

  // NOW() and CAST(seconds since 2001, "NSDate"), as NSPredicate prints dates.
  std::optional<Term> parse_call() {
    Term term{.what = Term::What::kDate, .place = token_.place};
    const bool is_now = token_.is_word("NOW");
    take();
    if (!take_sign("(")) expect("'('");
    if (is_now) {
      const Time now = HostClock::read().now;
      term.period = {now, now};
    } else {
      parse_cast(term);
    }
    if (!take_sign(")")) expect("')'");
    return fault_.is_set() ? std::nullopt : std::optional(std::move(term));
  }

  void parse_cast(Term& term) {
    if (token_.what == Token::What::kText) {
      const auto period = parse_period(token_.text, HostClock::read());
      if (!period) return expect("a time such as \"2025-04-02 16:17:12\"");
      term.period = *period;
    } else if (token_.what != Token::What::kNumber || !read_seconds(term)) {
      return expect("seconds since 2001");
    }
    take();
    if (!take_sign(",")) expect("','");
    if (token_.what != Token::What::kText || token_.text != "NSDate") expect("\"NSDate\"");
    if (!fault_.is_set()) take();
  }

  bool read_seconds(Term& term) const {
    constexpr std::uint64_t kTill2001 = 978'307'200, kMost = 1'000'000'000'000;
    const Whole& whole = token_.number;
    if (whole.is_negative || whole.magnitude > kMost) return false;
    Time time{kTill2001 + whole.magnitude, 0};
    const std::size_t point = token_.written.find('.');
    if (point != token_.written.npos) {
      std::uint32_t unit = 100'000'000;
      for (const char c : token_.written.substr(point + 1)) {
        time.nanoseconds += static_cast<std::uint32_t>(c - '0') * unit;
        unit /= 10;
      }
    }
    term.period = {time, time};
    return true;
  }

  void write(Quantifier quantifier, const Side& left, Operator op, std::size_t op_place, Folding folding,
             const Side& right) {
    if (left.field.field != nullptr && right.field.field != nullptr) {
      auto comparison = make_comparison(left.field, op, op_place, folding, right.field, right.place, fault_);
      if (comparison) writer_.add(std::move(*comparison));
      return finish(quantifier);
    }
    const bool is_mirrored = left.field.field == nullptr;
    const Side& field = is_mirrored ? right : left;
    const Side& values = is_mirrored ? left : right;
    if (field.field.field == nullptr) return fault_.set(left.place, "expected a field on one of the sides");
    std::optional<Operator> way = is_mirrored ? mirrored(op) : op;
    if (!way) return fault_.set(op_place, "the field stands in front of " + std::string(text_of(op)));
    const bool is_each = is_mirrored && values.is_list;
    if (is_each && quantifier == Quantifier::kNone) {
      return fault_.set(left.place, "a list on the left takes ANY, ALL or NONE in front of it");
    }
    if (!is_each && !is_right_count(*way, values)) return;
    write_field(quantifier, field.field, *way, op_place, folding, values, is_each);
  }

  bool is_right_count(Operator op, const Side& values) {
    if (op == Operator::kIn && !values.is_list) {
      fault_.set(values.place, "expected a list such as {'a', 'b'}");
    } else if (op == Operator::kBetween && (!values.is_list || values.terms.size() != 2)) {
      fault_.set(values.place, "expected a list of two values, {1, 9}");
    } else if (op != Operator::kIn && op != Operator::kBetween && values.is_list) {
      fault_.set(values.place, "expected one value; a list is for IN and BETWEEN");
    }
    return !fault_.is_set();
  }

  void write_field(Quantifier quantifier, const FieldName& field, Operator op, std::size_t op_place,
                   Folding folding, const Side& values, bool is_each) {
    if (!is_each) {
      auto comparison = make_comparison(text_, field, op, op_place, folding, values.terms, fault_);
      if (comparison) writer_.add(std::move(*comparison));
      return finish(quantifier);
    }
    const std::uint32_t at = writer_.next();
    for (const Term& term : values.terms) {
      auto comparison = make_comparison(text_, field, op, op_place, folding, {term}, fault_);
      if (!comparison) return;
      writer_.add(std::move(*comparison));
    }
    writer_.wrap(at, quantifier == Quantifier::kAll ? Node::What::kAnd : Node::What::kOr);
    finish(quantifier);
  }

  // NONE of what was written last.
  void finish(Quantifier quantifier) {
    if (fault_.is_set() || quantifier != Quantifier::kNobody) return;
    writer_.wrap(begin_of_last_, Node::What::kNot);
  }

  std::string_view text_;
  const Predicate::Named& named_;
  Token token_ = {};
  std::uint32_t begin_of_last_ = 0;
};

}  // namespace

std::expected<Tree, Mistake> parse_long(std::string_view text, const Predicate::Named& named) {
  return LongParser(text, named).parse();
}

}  // namespace knox::ulog

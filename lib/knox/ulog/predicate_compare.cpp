// Which fields can be compared how, and with what.
#include "knox/base/time_words.h"
#include "knox/ulog/predicate_parser.h"

namespace knox::ulog {

namespace {

std::string_view words_for(Kind kind) noexcept {
  switch (kind) {
    case Kind::kText:
    case Kind::kName:
    case Kind::kPath: return "a text";
    case Kind::kNumber: return "a number";
    case Kind::kDate: return "a time";
    default: return "one of a few words";
  }
}

bool is_for_texts(Operator op) noexcept {
  return op >= Operator::kContains;
}

bool is_allowed(const FieldName& field, Operator op, std::size_t place, Fault& fault) {
  const Kind kind = field.field->kind;
  if (is_for_texts(op) && !is_text(kind)) {
    fault.set(place, std::string(text_of(op)) + " is for texts; " + named(field.name) + " is " +
                         std::string(words_for(kind)));
  } else if (op == Operator::kIn && kind == Kind::kDate) {
    fault.set(place, "IN is not for times; use == or BETWEEN");
  }
  return !fault.is_set();
}

class ValueReader {
 public:
  ValueReader(const FieldName& field, Folding folding, Fault& fault)
      : name_(field.name), kind_(field.field->kind), folding_(folding), fault_(fault) {}

  Value read(const Term& term) {
    Value value;
    if (term.what == Term::What::kNil) {
      value.is_nil = true;
    } else if (is_text(kind_)) {
      read_text(term, value);
    } else if (kind_ == Kind::kDate) {
      read_date(term, value);
    } else if (kind_ == Kind::kNumber) {
      read_number(term, value);
    } else {
      read_word(term, value);
    }
    return value;
  }

 private:
  void expect(const Term& term, std::string_view hint = {}) {
    std::string what = named(name_) + " is compared with " + std::string(words_for(kind_));
    if (!hint.empty()) what.append("; ").append(hint);
    fault_.set(term.place, std::move(what));
  }

  void read_text(const Term& term, Value& value) {
    if (term.what != Term::What::kText) {
      return expect(term, "write it in quotes: " + quote(term.text));
    }
    value.text = term.text;
    std::string space;
    value.folded = fold(value.text, folding_, space);
  }

  void read_number(const Term& term, Value& value) {
    if (term.what == Term::What::kText && !term.text.empty()) {
      const bool is_number = term.text.find_first_not_of("0123456789") == term.text.npos;
      return expect(term, is_number ? "write it without quotes: " + term.text : std::string());
    }
    if (term.what != Term::What::kNumber) return expect(term);
    if (term.is_fraction) return expect(term, "numbers are whole here");
    value.number = term.number;
  }

  void read_date(const Term& term, Value& value) {
    if (term.what == Term::What::kDate) {
      value.period = term.period;
      return;
    }
    if (term.what != Term::What::kText) {
      return expect(term, "write \"2025-04-02 16:17:12\", NOW() or CAST(seconds since 2001, \"NSDate\")");
    }
    const auto period = parse_period(term.text, HostClock::read());
    if (!period) return expect(term, "forms are " + std::string(kTimeForms));
    value.period = *period;
  }

  void read_word(const Term& term, Value& value) {
    const bool is_number = term.what == Term::What::kNumber && !term.is_fraction;
    const Word* const word = is_number ? find_word(kind_, term.number) : find_word(kind_, term.text);
    if (word == nullptr) {
      std::string what = named(name_) + " is never " + named(term.text);
      Nearest nearest(term.text);
      for_words(kind_, [&](const Word& known) { nearest.look_at(known.word); });
      if (!nearest.found().empty()) {
        what += "; did you mean " + named(nearest.found()) + "?";
      } else if (kind_ == Kind::kType && find_word(Kind::kLevel, term.text) != nullptr) {
        what += "; levels are those of 'logType'";
      } else {
        what += "; known are " + words_of(kind_);
      }
      return fault_.set(term.place, std::move(what));
    }
    value.text = find_word(kind_, Whole{word->number})->word;
    value.number = {find_word(kind_, word->word)->number};
  }

  std::string_view name_;
  Kind kind_;
  Folding folding_;
  Fault& fault_;
};

void make_pattern(std::string_view text, const Term& term, Comparison& comparison, Fault& fault) {
  if (comparison.op == Operator::kLike) {
    comparison.like = std::make_shared<const Like>(comparison.values.front().folded);
    return;
  }
  std::string space;
  const std::string_view pattern =
      fold(term.text, {.marks_left_out = comparison.folding.marks_left_out}, space);
  auto expression = Expression::compile(pattern, {.ignores_case = comparison.folding.case_folded});
  if (!expression) {
    const bool is_same = pattern == term.text && term.is_quoted;
    const std::size_t offset = is_same ? expression.error().place : 0;
    const std::size_t place = is_same ? place_in_quoted(text, term.place, offset) : term.place;
    fault.set(place, "in the regular expression: " + expression.error().what);
    return;
  }
  comparison.expression = std::make_shared<const Expression>(std::move(*expression));
}

}  // namespace

std::string_view text_of(Operator op) noexcept {
  constexpr std::string_view kTexts[] = {"==",       "!=",      "<",      "<=",       ">",
                                         ">=",       "BETWEEN", "IN",     "CONTAINS", "BEGINSWITH",
                                         "ENDSWITH", "LIKE",    "MATCHES"};
  return kTexts[static_cast<std::size_t>(op)];
}

std::optional<Comparison> make_comparison(std::string_view text, const FieldName& field, Operator op,
                                          std::size_t op_place, Folding folding,
                                          const std::vector<Term>& terms, Fault& fault) {
  if (!is_allowed(field, op, op_place, fault)) return std::nullopt;
  Comparison comparison{.field = field.field, .op = op, .folding = folding};
  if (!is_text(field.field->kind)) comparison.folding = {};
  ValueReader reader(field, folding, fault);
  for (const Term& term : terms) {
    const bool may_be_nil = op == Operator::kEqual || op == Operator::kNotEqual;
    if (term.what == Term::What::kNil && !may_be_nil) fault.set(term.place, "nil is only for == and !=");
    comparison.values.push_back(reader.read(term));
  }
  if (fault.is_set()) return std::nullopt;
  if (op == Operator::kLike || op == Operator::kMatches) make_pattern(text, terms.front(), comparison, fault);
  return fault.is_set() ? std::nullopt : std::optional(std::move(comparison));
}

std::optional<Comparison> make_comparison(const FieldName& field, Operator op, std::size_t op_place,
                                          Folding folding, const FieldName& other, std::size_t other_place,
                                          Fault& fault) {
  if (!is_allowed(field, op, op_place, fault)) return std::nullopt;
  const Kind a = field.field->kind, b = other.field->kind;
  if (a != b && !(is_text(a) && is_text(b))) {
    fault.set(other_place, named(field.name) + " is " + std::string(words_for(a)) + ", " + named(other.name) +
                               " is " + std::string(words_for(b)));
  } else if (op == Operator::kLike || op == Operator::kMatches) {
    fault.set(other_place, "a pattern is a text in quotes");
  } else if (op == Operator::kIn || op == Operator::kBetween) {
    fault.set(other_place, "expected a list such as {'a', 'b'}");
  }
  if (fault.is_set()) return std::nullopt;
  return Comparison{.field = field.field, .op = op, .folding = folding, .other = other.field};
}

}  // namespace knox::ulog

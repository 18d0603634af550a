// Predicate: what log(1) takes as --predicate, in the long form or as shorthand, as a question about a
// Record.
//
//   process == 'sudo' AND eventMessage CONTAINS[c] 'incorrect password'
//   p=tccd type=error|fault m~/kTCCService[A-Z]/
//
// A text is shorthand if it has none of == < > {, no word such as CONTAINS, and no blank beside = or !=. What
// of it is other than in Foundation is in knox-predicate(7).
//
// Source: log(1), `log help predicates`, `log help shorthand`, Predicate Programming Guide.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "knox/ulog/predicate_fields.h"
#include "knox/ulog/record.h"

namespace knox::ulog {

// What is wrong with a predicate's text, and where: bytes from its beginning.
struct Mistake {
  std::size_t place = 0;
  std::string what = {};  // one line: "unknown field 'proces'; did you mean 'process'?"
};

// Two lines, without a newline at the end, that no text can break: the line with the mistake in it, or as
// much as fits, and a caret with what is wrong.
std::string point_at(std::string_view text, const Mistake& mistake);

// Whether a predicate holds, as far as that can be known. In this order: and is the least of its parts, or
// the greatest.
enum class Verdict : std::uint8_t { kNo, kMaybe, kYes };
constexpr Verdict operator!(Verdict verdict) noexcept {
  return static_cast<Verdict>(2 - static_cast<int>(verdict));
}

struct Tree;

// Cheap to copy; it and its copies are used by one thread at a time.
class Predicate {
 public:
  // A name within a predicate's text that stands for another predicate (of a rule), or nullptr.
  using Named = std::function<const Predicate*(std::string_view name)>;

  static std::expected<Predicate, Mistake> parse(std::string_view text, const Named& named = {});

  bool matches(const Record& record) const;
  // The same of a record of which only some fields are known yet.
  Verdict judge(const Record& record, const FieldSet& known) const;

  // What any line of JSON with a record that matches holds, byte for byte: one of each group's texts, none of
  // which is empty. The group that is likely to be the rarest comes first. No groups: nothing is known. So
  // lines without them need not be parsed; what a line of the text styles holds is not said.
  const std::vector<std::vector<std::string>>& needles() const noexcept;

  // The part that log(1) understands, in its full language: whatever matches this predicate, matches that.
  // Empty: there is none.
  std::string for_log() const;
  // As a tree, a line a node, for --explain. One line each, whatever is in it.
  std::string explain() const;

  const Tree& tree() const noexcept { return *tree_; }  // for predicate*.cpp

 private:
  explicit Predicate(std::shared_ptr<const Tree> tree);

  std::shared_ptr<const Tree> tree_;
};

}  // namespace knox::ulog

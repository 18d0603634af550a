// Predicate: what log(1) takes as --predicate, and its shorthand, as a question about a Record.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "knox/base/error.h"
#include "knox/ulog/record.h"

namespace knox::ulog {

// What is wrong with a predicate's text, and where: bytes from its beginning.
struct Mistake {
  std::size_t place = 0;
  std::string what = {};  // "expected a field, found ')'; did you mean 'subsystem'?"
};

class Predicate {
 public:
  // A name within a predicate's text that stands for another predicate (of a rule), or nullptr.
  using Named = std::function<const Predicate*(std::string_view name)>;

  static std::expected<Predicate, Mistake> parse(std::string_view text, const Named& named = {});

  bool matches(const Record& record) const;

  // Whether any line of JSON with such a record must hold, byte for byte, one of these (outer: all groups;
  // inner: any of a group); empty: nothing is known. So lines without them need not be parsed.
  const std::vector<std::vector<std::string>>& needles() const noexcept;

  // The part that log(1) understands, in its full language; empty where there is none.
  std::string for_log() const;
  // As a tree, a line a node, for --explain.
  std::string explain() const;
};

}  // namespace knox::ulog

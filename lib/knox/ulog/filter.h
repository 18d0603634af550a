// Filter: which entries are wanted: those that meet any of its rules, and nothing of what is left out. No
// rules: all of them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "knox/ulog/line_finder.h"
#include "knox/ulog/rules.h"

namespace knox::ulog {

class Filter {
 public:
  Filter(Rules rules, std::vector<Predicate> left_out)
      : rules_(std::move(rules)), left_out_(std::move(left_out)) {}

  bool empty() const noexcept { return rules_.all().empty() && left_out_.empty(); }
  // The names of the rules that it meets, in their order, go to `names`; they stay the filter's.
  bool matches(const Record& record, std::vector<std::string_view>& names);

  // Whether it can be wanted, of a record of which only some fields are known yet.
  Verdict judge(const Record& record, const FieldSet& known) const;

  // Which lines of JSON can be wanted; nullptr: nothing is known.
  std::unique_ptr<LineFinder> make_finder() const;
  // What log(1) can be asked for: all that is wanted, and perhaps more; empty: everything.
  std::string for_log() const;

 private:
  Rules rules_;
  std::vector<Predicate> left_out_;
};

}  // namespace knox::ulog

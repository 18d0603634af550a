// LineSearch: finds the lines that hold a text of each group. Its groups are Predicate::needles().
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "knox/ulog/line_finder.h"

namespace knox::ulog {

class LineSearch final : public LineFinder {
 public:
  // No text is empty, and no group; there is one at least.
  using Groups = std::vector<std::vector<std::string>>;
  explicit LineSearch(Groups groups);

  Line find(std::string_view lines) override;
  Line find_behind(std::string_view lines, std::size_t size) override;

 private:
  struct Group {
    std::vector<std::string> texts;
    std::uint64_t misses = 0;  // lines that it alone was asked for, and that do not have it
  };
  static bool has(const Group& group, std::string_view line);
  std::size_t place_of(std::size_t text, std::string_view lines, std::size_t from) const;
  Line first(std::string_view lines);
  void lead(std::size_t group);

  std::vector<Group> groups_;        // the first one is searched for
  std::vector<std::size_t> places_;  // of each text of it, the next one; npos: there are no more
  std::uint64_t found_ = 0;          // lines with one of it
};

}  // namespace knox::ulog

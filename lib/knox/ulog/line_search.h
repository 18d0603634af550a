// LineSearch: finds the lines in a buffer that can be wanted, without looking at the others: those that hold
// a text of each group. Its groups are Predicate::needles().
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace knox::ulog {

class LineSearch {
 public:
  // No text is empty, and no group; no groups: every line can be wanted.
  using Groups = std::vector<std::vector<std::string>>;
  explicit LineSearch(Groups groups);

  bool empty() const noexcept { return groups_.empty(); }

  // The first line of `lines`, all of which are whole, that can be wanted: its first byte, and its size with
  // the line feed. Size 0: there is none.
  struct Line {
    std::size_t begin = 0, size = 0;
  };
  Line find(std::string_view lines);
  // The same again, of the same lines without the first `size` bytes, which are whole lines.
  Line find_behind(std::string_view lines, std::size_t size);

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

// RuleSearch: finds the lines of JSON that can meet one of many rules, and says which, in one pass over the
// bytes.
//
// Each rule has a text of its needles looked for (predicate.h). Of these, windows of the same size are
// compared by their last two bytes: a table says for any two bytes how far the window can be moved on, mostly
// by all of its size. The search is Wu and Manber's, "A fast algorithm for multi-pattern searching", 1994.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace knox::ulog {

class RuleSearch {
 public:
  using Groups = std::vector<std::vector<std::string>>;
  // Predicate::needles() of each rule; copied.
  explicit RuleSearch(std::span<const Groups> rules);

  // Lines of which nothing is known: some rule has no needles, so every line can be wanted.
  bool is_blind() const noexcept { return is_blind_; }

  // The first of the lines, all of which are whole, that can be wanted: its first byte, and its size with the
  // line feed. Size 0: there is none.
  struct Line {
    std::size_t begin = 0, size = 0;
  };
  Line find(std::string_view lines);
  // Which rules it can meet, by their index.
  const std::vector<bool>& wanted() const noexcept { return wanted_; }

 private:
  struct Needle {
    std::string text;
    std::size_t window = 0;  // where the window is in it
    std::uint32_t rule = 0;
  };
  static constexpr std::uint8_t kBucket = 0x80;  // moves are less

  void add_window(Needle& needle, std::uint32_t index);
  // Calls take(needle) for those that stand where a window of `bucket` ends at `at`, until it is true.
  bool for_found(std::uint8_t bucket, std::string_view in, std::size_t at, auto take) const;
  std::size_t next(std::string_view in, std::size_t at) const noexcept;
  bool look_at(std::string_view line);

  std::vector<Groups> rules_;
  std::vector<Needle> needles_ = {};
  std::vector<std::vector<std::uint32_t>> buckets_ = {};
  std::array<std::uint8_t, 65'536> moves_ = {};
  std::size_t size_ = 0;  // of a window
  bool is_blind_ = false;
  std::vector<bool> wanted_ = {};
};

}  // namespace knox::ulog

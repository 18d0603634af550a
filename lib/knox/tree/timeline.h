// Timeline: how many events there were when, in one pass and in bounded memory. It begins with milliseconds
// and makes its steps longer, twice each time, as long as the events are further apart than it has steps for.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "knox/base/time.h"

namespace knox::tree {

class Timeline {
 public:
  static constexpr std::size_t kSteps = 1024;

  void add(Time time);
  bool empty() const noexcept { return steps_.empty(); }
  Time begin() const noexcept { return begin_; }
  Time end() const noexcept { return end_; }

  // The same in so many columns from the first event to the last one.
  std::vector<std::uint64_t> columns(std::size_t count) const;

 private:
  void widen();

  Time begin_, end_;
  unsigned shift_ = 0;       // a step is 2^shift_ milliseconds
  std::uint64_t first_ = 0;  // the number of the first step since 1970
  std::vector<std::uint64_t> steps_;
};

// "▁▂▅█ ▁": a column for each number, as high as that is of the highest one.
std::string sparkline(const std::vector<std::uint64_t>& counts, bool ascii);

}  // namespace knox::tree

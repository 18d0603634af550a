// Axis: a time axis on which most of the width is where things happen: stretches without any beginning, end
// or event of a process that are longer than an eighth of it (more, where there are few) are folded to that.
#pragma once

#include <cstdint>
#include <vector>

#include "knox/base/time.h"
#include "knox/tree/forest.h"

namespace knox::tree {

class Axis {
 public:
  Axis() = default;  // without any time
  explicit Axis(const Forest& forest);

  Time begin() const noexcept { return times_.empty() ? Time() : times_.front(); }
  Time end() const noexcept { return times_.empty() ? Time() : times_.back(); }
  bool is_folded() const noexcept { return is_folded_; }

  // Where a time is, from 0 to 1.
  double place(Time time) const noexcept;

 private:
  std::vector<Time> times_;     // in order, each once
  std::vector<double> places_;  // of these
  bool is_folded_ = false;
};

}  // namespace knox::tree

// A progress bar on standard error, for long regular files, when a person watches and the output goes
// elsewhere.
#pragma once

#include <chrono>

#include "knox/io/source.h"

namespace knox::tools {

class Progress {
 public:
  Progress(const io::Source& source, bool output_is_terminal);
  ~Progress() { clear(); }
  void update();  // cheap; draws at most ten times a second
  void clear();   // before anything else is written to the terminal, and at the end

 private:
  using Clock = std::chrono::steady_clock;
  const io::Source& source_;
  std::uint64_t size_ = 0;  // 0: no bar
  Clock::time_point begun_, drawn_;
  bool visible_ = false;
};

}  // namespace knox::tools

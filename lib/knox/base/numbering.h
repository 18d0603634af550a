// Numbering: which numbers never came. Whoever writes records numbers them, one after the other, and starts
// again when it is started again. Records that come a little late are no gap: the kernel writes what began
// before others after them.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>

#include "knox/base/time.h"

namespace knox {

class Numbering {
 public:
  // Numbers that are missing, both included, and when the records on both sides of them were written.
  struct Gap {
    std::uint64_t first = 0, last = 0;
    Time from, to;

    std::uint64_t size() const noexcept { return last - first + 1; }
    bool operator==(const Gap&) const = default;
  };
  using Emit = std::function<void(const Gap&)>;

  static constexpr std::uint64_t kLate = 2;       // seconds: what is later than that is missing
  static constexpr std::size_t kMostOpen = 1024;  // gaps that may still be filled; the oldest is emitted

  // The next record has this number and was written then. Emits what is certain to be missing by now. Where
  // numbers and times do not rise together, another run of the writer begins, and nothing between the two is
  // missing.
  void take(std::uint64_t number, const Time& time, const Emit& emit);

  // Nothing more comes in time: emits what is missing.
  void flush(const Emit& emit);

 private:
  struct Latest {
    std::uint64_t number;
    Time time;
  };
  void fill(std::uint64_t number);
  void begin(const Latest& latest, const Emit& emit);

  std::optional<Latest> latest_;  // of this run
  std::deque<Gap> open_;          // by their numbers
};

}  // namespace knox

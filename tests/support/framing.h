// What the framer of BSM trails makes of some bytes: frames and damage, by their places. The framer is driven
// as io::Reader does it, and every step is checked: it goes forward, within the bytes that it was shown.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <ostream>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "knox/bsm/framer.h"

namespace knox::test {

struct Range {
  std::size_t offset, size;
  bool operator==(const Range&) const = default;
  std::size_t end() const { return offset + size; }
  friend std::ostream& operator<<(std::ostream& out, const Range& r) {
    return out << r.offset << '+' << r.size;
  }
};

// The one of these, which stand in order, that begins at a place or is the last before it.
inline const Range* at_or_before(const std::vector<Range>& ranges, std::size_t offset) {
  const auto after = std::ranges::upper_bound(ranges, offset, {}, &Range::offset);
  return after == ranges.begin() ? nullptr : &*std::prev(after);
}

struct Framing {
  std::vector<Range> frames;
  std::vector<Range> skipped;  // with its neighbours in one
  bool cut = false;            // the last frame is

  bool operator==(const Framing&) const = default;
  bool has(const Range& frame) const {
    const Range* const found = at_or_before(frames, frame.offset);
    return found != nullptr && *found == frame;
  }
  std::size_t skipped_bytes() const {
    std::size_t sum = 0;
    for (const Range& range : skipped) sum += range.size;
    return sum;
  }
  std::size_t bytes() const {
    std::size_t sum = skipped_bytes();
    for (const Range& frame : frames) sum += frame.size;
    return sum;
  }
};

inline Framing frame(Bytes trail, std::size_t chunk = ~std::size_t{0}) {
  using What = io::Step::What;
  const auto expect = [](bool holds, const char* what) {
    if (!holds) throw std::logic_error(what);
  };
  bsm::TrailFramer framer;
  Framing found;
  std::size_t begin = 0, end = 0;
  bool final = false;
  for (;;) {
    const Bytes unread = trail.subspan(begin, end - begin);
    const io::Step step = framer.next(unread, final);
    if (step.what == What::kMore) {
      expect(!final || unread.empty(), "waits for more at the end");
      if (final) break;
      final = end == trail.size();
      end += std::min(chunk, trail.size() - end);
      continue;
    }
    expect(step.size > 0, "stands still");
    expect(step.size <= unread.size(), "goes too far");
    expect(!found.cut, "goes on after a cut frame");
    if (step.what == What::kSkip) {
      if (!found.skipped.empty() && found.skipped.back().end() == begin) {
        found.skipped.back().size += step.size;
      } else {
        found.skipped.push_back({begin, step.size});
      }
    } else {
      found.frames.push_back({begin, step.size});
      found.cut = step.what == What::kCut;
      expect(!found.cut || (final && step.size == unread.size()), "cuts what goes on");
    }
    begin += step.size;
  }
  expect(found.bytes() == trail.size(), "loses count of bytes");
  return found;
}
inline Framing frame(std::string_view trail, std::size_t chunk = ~std::size_t{0}) {
  return frame(as_bytes(trail), chunk);
}

}  // namespace knox::test

#include "knox/tree/bar.h"

#include <algorithm>
#include <string_view>

namespace knox::tree {

namespace {

struct Pens {
  std::string_view open, left, right, full;
};
constexpr Pens kLines{"┄", "╸", "╺", "━"}, kAscii{".", "=", "=", "="};

}  // namespace

std::string bar(std::size_t columns, bool ascii, const Span& span) {
  const Pens& pens = ascii ? kAscii : kLines;
  const std::size_t halves = 2 * columns;
  const auto half_of = [&](double place) {
    return std::min(static_cast<std::size_t>(place * static_cast<double>(halves)), halves - 1);
  };
  const std::size_t first = half_of(span.begin), last = half_of(std::max(span.begin, span.end));
  std::string text;
  for (std::size_t left = 0; left < halves; left += 2) {
    const std::size_t right = left + 1;
    const bool has_left = left >= first && left <= last, has_right = right >= first && right <= last;
    if (has_left && has_right) {
      text += pens.full;
    } else if (has_left || has_right) {
      text += has_left ? pens.left : pens.right;
    } else if (right < first) {
      text += span.open_begin ? pens.open : " ";
    } else if (span.open_end) {
      text += pens.open;
    }
  }
  return text;
}

}  // namespace knox::tree

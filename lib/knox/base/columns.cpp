#include "knox/base/columns.h"

#include <algorithm>
#include <iterator>

#include "knox/base/utf8.h"

namespace knox {

namespace {

struct Range {
  std::uint32_t first, last;
};
constexpr Range kWide[] = {{0x1100, 0x115f},   {0x231a, 0x231b},   {0x23e9, 0x23ec},   {0x2614, 0x2615},
                           {0x2e80, 0x303e},   {0x3041, 0x33ff},   {0x3400, 0x4dbf},   {0x4e00, 0xa4cf},
                           {0xa960, 0xa97f},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},
                           {0xff00, 0xff60},   {0xffe0, 0xffe6},   {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff},
                           {0x1f900, 0x1f9ff}, {0x1fa70, 0x1faff}, {0x20000, 0x3fffd}};
constexpr Range kCombining[] = {{0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd},  {0x064b, 0x065f},
                                {0x0e34, 0x0e3a}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},  {0x20d0, 0x20ff},
                                {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xe0100, 0xe01ef}};

template <std::size_t N>
bool is_in(const Range (&ranges)[N], std::uint32_t code) noexcept {
  const auto* const range = std::ranges::lower_bound(ranges, code, {}, &Range::last);
  return range != std::end(ranges) && code >= range->first;
}

}  // namespace

int columns_of(std::uint32_t code) noexcept {
  if (code < 0x300) return 1;
  if (is_in(kCombining, code)) return 0;
  return is_in(kWide, code) ? 2 : 1;
}

std::size_t columns_of(std::string_view text) noexcept {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Utf8Char next = utf8_front(text);
    columns += next.size == 0 ? 1U : static_cast<std::size_t>(columns_of(next.code));
    text.remove_prefix(std::max<std::size_t>(next.size, 1));
  }
  return columns;
}

std::string_view front_columns(std::string_view text, std::size_t columns) noexcept {
  std::size_t used = 0, size = 0;
  while (size < text.size()) {
    const Utf8Char next = utf8_front(text.substr(size));
    used += next.size == 0 ? 1U : static_cast<std::size_t>(columns_of(next.code));
    if (used > columns) break;
    size += std::max<std::size_t>(next.size, 1);
  }
  return text.substr(0, size);
}

}  // namespace knox

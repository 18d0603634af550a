// How wide text is on a terminal, in columns, and text that is cut to a width. A character of East Asia or a
// pictograph takes two, a mark that combines with the one before none; a byte that is no UTF-8 takes one.
//
// Source: Unicode's EastAsianWidth.txt, the blocks that are W or F as a whole; DerivedGeneralCategory.txt for
// the marks. Rare ones may be told wrong by a column; nothing depends on it but how a line looks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace knox {

int columns_of(std::uint32_t code) noexcept;  // 0, 1 or 2
std::size_t columns_of(std::string_view text) noexcept;

// As much of the text as fits into so many columns, in whole characters.
std::string_view front_columns(std::string_view text, std::size_t columns) noexcept;

}  // namespace knox

// Where a short text is in a long one: sixteen places are looked at together, by its first and its last byte.
#pragma once

#include <cstddef>
#include <string_view>

namespace knox {

// The first place of `text`, which is not empty; npos: it is not there.
std::size_t find_text(std::string_view in, std::string_view text) noexcept;

}  // namespace knox

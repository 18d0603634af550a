// The page of html.cpp: page.html, with the hashes of its style and its script in its policy. It is written
// into the library when that is built (page.cmake).
#pragma once

#include <string_view>

namespace knox::tree {

// The data stand between the two.
extern const std::string_view kPageBegin, kPageEnd;

}  // namespace knox::tree

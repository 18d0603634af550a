// How texts are made alike before they are compared: without case for [c], without the marks of letters for
// [d]. Full case folding: "Straße" is "strasse". Bytes that are no UTF-8 stay as they are.
//
// Other than in Foundation, with [c] alone a letter and its mark in one character (U+00E9) are not the same
// as in two (U+0065 U+0301); with [d] they are.
//
// Source: tables/fold.def.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace knox::ulog {

struct Folding {
  bool case_folded = false;     // [c]
  bool marks_left_out = false;  // [d]

  bool is_none() const noexcept { return !case_folded && !marks_left_out; }
  bool operator==(const Folding&) const = default;
};

// A view of `text` itself where nothing is to be done, otherwise of `space`, whose memory is used again.
std::string_view fold(std::string_view text, Folding how, std::string& space);

// The characters beyond ASCII that fold to one character, and which: for sets of characters.
const std::vector<std::pair<std::uint32_t, std::uint32_t>>& case_pairs();

// Adds a character's UTF-8.
void add_utf8(std::string& text, std::uint32_t code);

}  // namespace knox::ulog

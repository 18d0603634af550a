// What a message shows of a masked argument: `%{mask.hash}s` has a digest in the place of the text, so that
// equal texts are seen to be equal.
#pragma once

#include <string>
#include <string_view>

#include "knox/tracev3/message/value.h"

namespace knox::tracev3 {

bool is_known_mask(std::string_view name);

// `value` is what the writer made of the argument by the mask `name`, of kind kMasked.
void append_masked(std::string_view name, const Value& value, std::string& text);
// In the place of an argument whose mask the writer did not know.
void append_unknown_mask(std::string_view name, std::string& text);

}  // namespace knox::tracev3

// What the user's terminal shows.
#pragma once

namespace knox::tools {

// Whether a terminal of this locale shows more than ASCII.
bool is_utf8_locale();

}  // namespace knox::tools

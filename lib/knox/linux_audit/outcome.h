// How something went, in the words that kernels and programs have for it.
#pragma once

#include <optional>
#include <string_view>

namespace knox::linux_audit {

// Of success=, res= and result=, of the decision of an AVC, and of apparmor= as it is written. nullopt: the
// value says neither.
inline std::optional<bool> parse_outcome(std::string_view value) noexcept {
  for (const std::string_view yes : {"yes", "success", "1", "Success", "granted", "\"ALLOWED\""}) {
    if (value == yes) return true;
  }
  for (const std::string_view no : {"no", "failed", "0", "fail", "Failed", "denied", "\"DENIED\""}) {
    if (value == no) return false;
  }
  return std::nullopt;
}

}  // namespace knox::linux_audit

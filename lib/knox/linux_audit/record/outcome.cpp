#include "knox/linux_audit/record/outcome.h"

#include <algorithm>
#include <array>

#include "knox/linux_audit/record/value.h"

namespace knox::linux_audit {

namespace {

struct Word {
  std::string_view text;
  bool success;
};
// The kernel writes yes and no, 1 and 0; libaudit success and failed. Success, Failed, failure and such are
// of programs that make up their own messages.
constexpr auto kWords = std::to_array<Word>({
    {"yes", true},
    {"success", true},
    {"1", true},
    {"no", false},
    {"failed", false},
    {"0", false},
    {"granted", true},
    {"denied", false},
    {"allowed", true},
    {"audit", true},
    {"killed", false},
    {"fail", false},
    {"failure", false},
    {"successful", true},
    {"succeeded", true},
    {"ok", true},
    {"true", true},
    {"false", false},
});

constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool is_same_word(std::string_view value, std::string_view word) {
  return std::ranges::equal(value, word, {}, to_lower);
}

}  // namespace

std::optional<bool> parse_outcome(std::string_view value) noexcept {
  if (value == "yes") [[likely]]
    return true;
  if (is_quoted(value)) value = unquote(value);
  for (const Word& word : kWords) {
    if (is_same_word(value, word.text)) return word.success;
  }
  return std::nullopt;
}

}  // namespace knox::linux_audit

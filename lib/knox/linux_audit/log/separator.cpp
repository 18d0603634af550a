#include "knox/linux_audit/log/separator.h"

#include <algorithm>
#include <array>

#include "knox/base/scan.h"

namespace knox::linux_audit {

namespace {

constexpr std::array<std::string_view, 17> kSeparators = {
    "#035", "\\^]", "^]",   "\\x1d", "\\x1D", "\\u001d", "\\u001D",      "\\035",       "<GS>",
    "[GS]", "<1d>", "<1D>", "%1D",   "&#29;", "&#x1d;",  "\xe2\x90\x9d", "\xef\xbf\xbd"};

constexpr std::array<std::string_view, 10> kLineEnds = {"#012",  "#015",  "\\n",     "\\r",     "\\012",
                                                        "\\x0a", "\\x0A", "\\u000a", "\\u000A", "^J"};

}  // namespace

bool is_enriched_key(std::string_view key) noexcept {
  return key.size() >= 2 && is_capital(key.front()) && std::ranges::all_of(key, [](char c) {
           return is_capital(c) || is_digit(c) || c == '_' || c == '-';
         });
}

std::size_t escaped_separator(std::string_view text) noexcept {
  for (const std::string_view escape : kSeparators) {
    if (!text.starts_with(escape)) continue;
    const std::string_view rest = text.substr(escape.size());
    const std::size_t equals = rest.find('=');
    return equals != rest.npos && is_enriched_key(rest.substr(0, equals)) ? escape.size() : 0;
  }
  return 0;
}

std::size_t find_escaped_separator(std::string_view text) noexcept {
  for (const std::string_view escape : kSeparators) {
    const std::size_t at = text.rfind(escape);
    if (at != text.npos && is_enriched_key(text.substr(at + escape.size()))) return at;
  }
  return text.npos;
}

std::string_view without_escaped_end(std::string_view text) noexcept {
  for (bool again = true; again;) {
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    const auto* const end =
        std::ranges::find_if(kLineEnds, [&](std::string_view e) { return text.ends_with(e); });
    again = end != kLineEnds.end();
    if (again) text.remove_suffix(end->size());
  }
  return text;
}

}  // namespace knox::linux_audit

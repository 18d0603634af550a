// Whether the fields of a record hold all of its body.
#pragma once

#include <algorithm>
#include <span>
#include <string_view>

#include "knox/linux_audit/log/separator.h"
#include "knox/linux_audit/record/record.h"

namespace knox::test {

constexpr std::string_view kSeparators = "{}(),'";  // and white space

// Whether that is so of a text whose rest is behind it.
inline bool only_separates(const char* begin, const char* end, const char* rest) {
  if (begin > end) return false;
  while (begin < end) {
    const std::size_t escaped =
        linux_audit::escaped_separator({begin, static_cast<std::size_t>(rest - begin)});
    const bool separates =
        static_cast<unsigned char>(*begin) <= ' ' || kSeparators.find(*begin) != std::string_view::npos;
    if (escaped == 0 && !separates) return false;
    begin += std::max<std::size_t>(escaped, 1);
  }
  return begin == end;
}

// Puts the text together from the fields: what is in none of them only separates them.
inline bool is_covered(std::string_view text, std::span<const linux_audit::Field> fields) {
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const linux_audit::Field& field = fields[i];
    const bool is_word = field.key.empty();
    if (!only_separates(at, is_word ? field.value.data() : field.key.data(), end)) return false;
    if (is_word && field.value.empty()) return false;
    if (!is_word && field.key.data() + field.key.size() + 1 != field.value.data()) return false;
    if (!is_word && field.value.data()[-1] != '=') return false;
    if (field.inside > 0) {
      if (i + field.inside >= fields.size()) return false;
      if (!is_covered(field.value, fields.subspan(i + 1, field.inside))) return false;
      i += field.inside;
    }
    at = field.value.data() + field.value.size();
  }
  return only_separates(at, end, end);
}
inline bool is_covered(const linux_audit::Record& record) {
  return is_covered(record.line().body, record.fields());
}

}  // namespace knox::test

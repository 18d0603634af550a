// The syntax that audit_class(5) and audit_event(5) share: a row per line, its fields between colons. Blank
// lines and lines that begin with # are comments; blanks around a line do not count, blanks in it do.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>

#include "knox/base/error.h"

namespace knox::bsm {

inline std::string_view trim_blanks(std::string_view text) noexcept {
  constexpr std::string_view kBlanks = " \t\r";
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  text.remove_suffix(text.size() - (text.find_last_not_of(kBlanks) + 1));
  return text;
}

// All of `digits` as one number; nullopt when that is not what they are, or when it does not fit.
template <std::unsigned_integral T>
std::optional<T> parse_number(std::string_view digits, int base = 10) noexcept {
  T value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), end, value, base);
  if (error != std::errc() || rest != end) return std::nullopt;
  return value;
}

// Calls row(fields) for each row of `text`; the fields point into it. A line that has not exactly N fields,
// or that row() returns false for, ends it: kBadValue, with the line's number as its offset and `what`.
template <std::size_t N, class Row>
Result<void> for_each_row(std::string_view text, std::string_view what, Row row) {
  std::array<std::string_view, N> fields;
  for (std::uint64_t line_number = 1; !text.empty(); ++line_number) {
    const std::string_view line = trim_blanks(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
    if (line.empty() || line.front() == '#') continue;

    bool good = std::ranges::count(line, ':') == N - 1;
    if (good) {
      std::size_t begin = 0;
      for (std::string_view& field : fields) {
        const std::size_t end = std::min(line.find(':', begin), line.size());
        field = line.substr(begin, end - begin);
        begin = end + 1;
      }
      good = row(fields);
    }
    if (!good) {
      return std::unexpected(Error{.code = Code::kBadValue, .offset = line_number, .what = what});
    }
  }
  return {};
}

}  // namespace knox::bsm

#include "knox/base/unescape.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>

#include "knox/base/inline.h"
#include "knox/base/scan.h"

namespace knox {

namespace {

constexpr std::uint32_t kReplacement = 0xfffd;

std::optional<std::uint32_t> hex(char c) noexcept {
  if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0');
  const char lower = static_cast<char>(c | 0x20);
  if (lower >= 'a' && lower <= 'f') return static_cast<std::uint32_t>(lower - 'a' + 10);
  return std::nullopt;
}

// The four digits at `from`; it stops at the last quote of the string, which is no digit.
std::optional<std::uint32_t> code_unit(const char* from) noexcept {
  std::uint32_t unit = 0;
  for (int i = 0; i < 4; ++i) {
    const std::optional<std::uint32_t> digit = hex(from[i]);
    if (!digit) return std::nullopt;
    unit = unit << 4 | *digit;
  }
  return unit;
}

char* put_utf8(std::uint32_t code, char* to) noexcept {
  const auto put = [&](std::uint32_t byte) { *to++ = static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0 | code >> 6);
    put(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    put(0xe0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3f));
    put(0x80 | (code & 0x3f));
  } else {
    put(0xf0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3f));
    put(0x80 | (code >> 6 & 0x3f));
    put(0x80 | (code & 0x3f));
  }
  return to;
}

// \u and what follows, from behind the u.
char* unescape_unit(const char*& from, char* to) noexcept {
  const auto is_high = [](std::uint32_t unit) { return unit >= 0xd800 && unit < 0xdc00; };
  const auto is_low = [](std::uint32_t unit) { return unit >= 0xdc00 && unit < 0xe000; };
  const std::optional<std::uint32_t> unit = code_unit(from);
  if (!unit) {
    *to++ = '\\';
    *to++ = 'u';
    return to;
  }
  from += 4;
  if (is_high(*unit) && from[0] == '\\' && from[1] == 'u') {
    const std::optional<std::uint32_t> low = code_unit(from + 2);
    if (low && is_low(*low)) {
      from += 6;
      return put_utf8(0x10000 + ((*unit - 0xd800) << 10) + (*low - 0xdc00), to);
    }
  }
  const bool is_none = is_high(*unit) || is_low(*unit) || *unit == 0;
  return put_utf8(is_none ? kReplacement : *unit, to);
}

}  // namespace

namespace {

// Copies sixteen bytes or eight, and says how many of them are in front of a quote or a backslash.
#ifdef __SSE2__
constexpr unsigned kStep = 16;
KNOX_INLINE unsigned copy_plain(const char* from, char* to) noexcept {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(to), bytes);
  const __m128i hits =
      _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
  return static_cast<unsigned>(std::countr_zero(static_cast<unsigned>(_mm_movemask_epi8(hits)) | 0x10000U));
}
#else
constexpr unsigned kStep = 8;
KNOX_INLINE unsigned copy_plain(const char* from, char* to) noexcept {
  std::memcpy(to, from, kStep);
  return static_cast<unsigned>(find_first<false, '"', '\\'>(from, from + kStep) - from);
}
#endif

}  // namespace

Unescaped unescape(const char* from, char* to) noexcept {
  for (;;) {
    const unsigned plain = copy_plain(from, to);
    from += plain;
    to += plain;
    if (plain == kStep) continue;
    if (*from == '"') return {from, to};
    const char escape = from[1];
    from += 2;
    if (escape == '/') [[likely]] {  // as eslogger writes each of a path
      *to++ = '/';
      continue;
    }
    switch (escape) {
      case '"':
      case '\\': *to++ = escape; break;
      case 'b': *to++ = '\b'; break;
      case 'f': *to++ = '\f'; break;
      case 'n': *to++ = '\n'; break;
      case 'r': *to++ = '\r'; break;
      case 't': *to++ = '\t'; break;
      case 'u': to = unescape_unit(from, to); break;
      default:
        *to++ = '\\';
        *to++ = escape;
        break;
    }
  }
}

}  // namespace knox

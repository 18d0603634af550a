#include "knox/tracev3/message/numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "knox/base/out.h"

namespace knox::tracev3 {

namespace {

using Integer = Specification::Integer;

std::uint64_t cut(std::uint64_t value, Integer integer, bool is_signed) {
  switch (integer) {
    case Integer::kChar:
      return is_signed ? static_cast<std::uint64_t>(static_cast<std::int8_t>(value)) : value & 0xff;
    case Integer::kShort:
      return is_signed ? static_cast<std::uint64_t>(static_cast<std::int16_t>(value)) : value & 0xffff;
    case Integer::kInt:
      return is_signed ? static_cast<std::uint64_t>(static_cast<std::int32_t>(value)) : value & 0xffffffff;
    default: return value;
  }
}

std::size_t fill(const Layout& layout, std::size_t size) {
  const auto width = static_cast<std::size_t>(std::max(layout.width, 0));
  return width > size ? width - size : 0;
}

// Sign or base, zeros, digits. `zeros` are those of the precision; the flag 0 fills the width with more.
void append_number(const Layout& layout, bool zero, std::string_view prefix, std::size_t zeros,
                   std::string_view digits, std::string& text) {
  const std::size_t filling = fill(layout, prefix.size() + zeros + digits.size());
  if (!layout.minus && !zero) text.append(filling, ' ');
  text += prefix;
  text.append(zeros + (!layout.minus && zero ? filling : 0), '0');
  text += digits;
  if (layout.minus) text.append(filling, ' ');
}

char* put_digits(char* at, char conversion, std::uint64_t value) {
  switch (conversion) {
    case 'x':
    case 'p': return put_hex(at, value);
    case 'X': {
      char* const end = put_hex(at, value);
      std::transform(at, end, at, [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
      return end;
    }
    case 'o': return put_octal(at, value);
    default: return put_decimal(at, value);
  }
}

std::string_view sign(const Specification& specification, bool is_negative) {
  if (is_negative) return "-";
  if (specification.plus) return "+";
  return specification.space ? " " : "";
}

// With a precision it rounds as printf does; fmt has no other way to print the digits of %a.
void append_digits(char conversion, bool alternate, int precision, double value, std::string& digits) {
  const auto to = std::back_inserter(digits);
  switch (conversion) {
    case 'f': fmt::format_to(to, fmt::runtime(alternate ? "{:#.{}f}" : "{:.{}f}"), value, precision); return;
    case 'e': fmt::format_to(to, fmt::runtime(alternate ? "{:#.{}e}" : "{:.{}e}"), value, precision); return;
    case 'g':
      fmt::format_to(to, fmt::runtime(alternate ? "{:#.{}g}" : "{:.{}g}"), value, std::max(precision, 1));
      return;
    default:
      if (precision < 0) {
        fmt::format_to(to, "{:a}", value);
      } else {
        fmt::format_to(to, "{:.{}a}", value, precision);
      }
  }
}

}  // namespace

void append_integer(const Specification& specification, const Layout& layout, std::uint64_t value,
                    std::string& text) {
  const char conversion = specification.conversion;
  const bool is_signed = conversion == 'd' || conversion == 'i';
  if (conversion != 'p') value = cut(value, specification.integer, is_signed);
  const bool is_negative = is_signed && static_cast<std::int64_t>(value) < 0;
  char digits[24];
  char* end = put_digits(digits, conversion, is_negative ? 0 - value : value);
  if (value == 0 && layout.precision == 0 && conversion != 'p') end = digits;
  const std::string_view number(digits, end);

  std::string_view prefix = is_signed ? sign(specification, is_negative) : "";
  if (conversion == 'p') prefix = "0x";
  if (specification.alternate && value != 0 && conversion == 'x') prefix = "0x";
  if (specification.alternate && value != 0 && conversion == 'X') prefix = "0X";
  const auto precision = static_cast<std::size_t>(std::max(layout.precision, 0));
  std::size_t zeros = precision > number.size() ? precision - number.size() : 0;
  if (specification.alternate && conversion == 'o' && zeros == 0 && !number.starts_with('0')) zeros = 1;
  append_number(layout, specification.zero && layout.precision < 0, prefix, zeros, number, text);
}

void append_float(const Specification& specification, const Layout& layout, double value, std::string& text) {
  const bool is_upper = specification.conversion < 'a';
  const char conversion =
      is_upper ? static_cast<char>(specification.conversion - 'A' + 'a') : specification.conversion;
  const bool is_negative = std::signbit(value) && !std::isnan(value);
  value = std::fabs(value);
  const bool has_digits = std::isfinite(value);
  std::string digits;
  if (has_digits) {
    constexpr int kMostDigits = 512;  // fmt has no more than about 750
    const int wanted = layout.precision >= 0 || conversion == 'a' ? layout.precision : 6;
    const int precision = std::min(wanted, kMostDigits);
    append_digits(conversion, specification.alternate, precision, value, digits);
  } else {
    digits = std::isnan(value) ? "nan" : "inf";
  }
  if (is_upper) {
    std::ranges::transform(digits, digits.begin(), [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
  }
  std::string prefix(sign(specification, is_negative));
  if (conversion == 'a' && has_digits) {  // the zeros of the width come behind it
    prefix += digits.substr(0, 2);
    digits.erase(0, 2);
  }
  append_number(layout, specification.zero && has_digits, prefix, 0, digits, text);
}

void append_field(const Layout& layout, std::string_view value, std::string& text) {
  const std::size_t filling = fill(layout, value.size());
  if (!layout.minus) text.append(filling, ' ');
  text += value;
  if (layout.minus) text.append(filling, ' ');
}

}  // namespace knox::tracev3

#include "knox/linux_audit/record/value.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "knox/base/scan.h"
#include "knox/base/utf8.h"

namespace knox::linux_audit {

namespace {

constexpr std::uint8_t kNoDigit = 0xff;

// The values of hex digits, and which letters those have.
constexpr std::uint8_t kSmall = 0x10, kCapital = 0x20, kBad = 0x40;
constexpr std::array<std::uint8_t, 256> kDigitValues = [] {
  std::array<std::uint8_t, 256> values;
  values.fill(kBad);
  for (std::uint8_t i = 0; i < 16; ++i) {
    values[static_cast<std::uint8_t>("0123456789abcdef"[i])] =
        i < 10 ? i : static_cast<std::uint8_t>(kSmall | i);
  }
  for (std::uint8_t i = 10; i < 16; ++i)
    values[static_cast<std::uint8_t>('A' + i - 10)] = static_cast<std::uint8_t>(kCapital | i);
  return values;
}();

// In capitals or not.
constexpr std::array<std::uint8_t, 256> kHexValues = [] {
  std::array<std::uint8_t, 256> values;
  values.fill(kNoDigit);
  for (std::uint8_t i = 0; i < 16; ++i) {
    values[static_cast<std::uint8_t>("0123456789abcdef"[i])] = i;
    values[static_cast<std::uint8_t>("0123456789ABCDEF"[i])] = i;
  }
  return values;
}();

constexpr std::uint8_t digit(char c) {
  return kDigitValues[static_cast<std::uint8_t>(c)];
}

// Appends the bytes, or nothing; returns what was seen: kBad, or which letters.
std::uint8_t append_digits(std::string& bytes, std::string_view digits) {
  if (digits.size() % 2 != 0) return kBad;
  const std::size_t begin = bytes.size();
  bytes.resize(begin + digits.size() / 2);
  char* to = bytes.data() + begin;
  std::uint8_t seen = 0;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const std::uint8_t high = digit(digits[i]);
    const std::uint8_t low = digit(digits[i + 1]);
    seen |= high | low;
    *to++ = static_cast<char>(high << 4 | (low & 15));
  }
  if ((seen & (kSmall | kCapital)) == (kSmall | kCapital)) seen |= kBad;  // nobody writes both
  if ((seen & kBad) != 0) bytes.resize(begin);
  return seen;
}

bool is_cut_char(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  if (byte(0) < 0xc2 || byte(0) > 0xf4 || bytes.size() > 3) return false;
  for (std::size_t i = 1; i < bytes.size(); ++i) {
    if ((byte(i) & 0xc0) != 0x80) return false;
  }
  return true;
}

// Whether small letters are digits here, and no word: "cafe" is a name, "6c73" is ls. What they stand for is
// a text, or several with NUL or kKeySeparator between them.
bool is_hex_of_text(std::string_view digits, std::string_view bytes) {
  if (std::ranges::none_of(digits, is_digit)) return false;
  while (!bytes.empty()) {
    const Utf8Char c = utf8_front(bytes);
    if (c.size == 0) return is_cut_char(bytes);  // a title may end inside of one
    if (c.code < ' ' && std::string_view("\0\x01\t\n\r", 5).find(bytes[0]) == bytes.npos) return false;
    bytes.remove_prefix(c.size);
  }
  return true;
}

template <class Number, int base>
std::optional<Number> parse(std::string_view text) noexcept {
  Number number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number, base);
  if (error != std::errc() || rest != end) return std::nullopt;
  return number;
}

}  // namespace

bool is_none(std::string_view value) noexcept {
  return value.empty() || value == "?" || value == "(null)" || value == "(none)" || value == "\"\"";
}

std::string_view unquote(std::string_view value) noexcept {
  value.remove_prefix(1);
  if (value.ends_with('"')) value.remove_suffix(1);
  return value;
}

bool append_hex(std::string& bytes, std::string_view digits) {
  return (append_digits(bytes, digits) & kBad) == 0;
}

std::optional<std::string_view> decode_string(std::string_view value, std::string& memory) {
  if (is_quoted(value)) return unquote(value);
  if (value == "(null)") return std::nullopt;
  memory.clear();
  if (value.empty()) return value;
  const std::uint8_t seen = append_digits(memory, value);
  if (seen >= kBad || (seen >= kSmall && seen < kCapital && !is_hex_of_text(value, memory))) return value;
  return memory;
}

std::optional<std::uint64_t> parse_number(std::string_view value) noexcept {
  std::uint64_t number = 0;
  const char* const end = value.data() + value.size();
  if (value.empty() || read_decimal(value.data(), end, number) != end) return std::nullopt;
  return number == UINT64_MAX ? parse<std::uint64_t, 10>(value) : number;  // too much, or just that
}

std::optional<std::uint64_t> parse_hex(std::string_view value) noexcept {
  if (value.empty() || value.size() > 16) return std::nullopt;
  std::uint64_t number = 0;
  std::uint8_t wrong = 0;
  for (const char c : value) {
    const std::uint8_t digit = kHexValues[static_cast<std::uint8_t>(c)];
    wrong |= digit;  // only kNoDigit has high bits
    number = number << 4 | (digit & 15);
  }
  return wrong < 16 ? std::optional(number) : std::nullopt;
}

std::optional<std::uint64_t> parse_octal(std::string_view value) noexcept {
  return parse<std::uint64_t, 8>(value);
}

std::optional<std::int64_t> parse_signed(std::string_view value) noexcept {
  return parse<std::int64_t, 10>(value);
}

std::optional<std::uint32_t> parse_id(std::string_view value) noexcept {
  const std::optional<std::uint64_t> number = parse_number(value);
  if (number && *number <= UINT32_MAX) [[likely]]
    return static_cast<std::uint32_t>(*number);
  if (value == "-1" || value == "unset") return kUnsetId;
  return std::nullopt;
}

std::optional<Label> split_label(std::string_view value) noexcept {
  Label label;
  for (std::string_view* part : {&label.user, &label.role}) {
    const std::size_t size = value.find(':');
    if (size == value.npos || size == 0) return std::nullopt;
    *part = value.substr(0, size);
    value.remove_prefix(size + 1);
  }
  const auto take = [&] {
    const std::string_view part = value.substr(0, value.find(':'));
    value.remove_prefix(std::min(part.size() + 1, value.size()));
    return part;
  };
  label.type = take();
  label.level = take();
  label.category = value;
  return label;
}

std::optional<Avc> find_avc(const Record& record) noexcept {
  const std::span<const Field> fields = record.fields();
  for (std::size_t i = 0; i + 1 < fields.size(); ++i) {
    if (!fields[i].is_word() || fields[i].value != "avc:" || !fields[i + 1].is_word()) continue;
    Avc avc{fields[i + 1].value, {}};
    if (i + 2 < fields.size() && fields[i + 2].key.empty()) {
      avc.permissions = fields.subspan(i + 3, fields[i + 2].inside);
    }
    return avc;
  }
  return std::nullopt;
}

std::string_view file_type(std::uint32_t mode) noexcept {
  switch (mode & 0170000) {
    case 0010000: return "fifo";
    case 0020000: return "character";
    case 0040000: return "directory";
    case 0060000: return "block";
    case 0100000: return "file";
    case 0120000: return "symlink";
    case 0140000: return "socket";
    default: return {};
  }
}

}  // namespace knox::linux_audit

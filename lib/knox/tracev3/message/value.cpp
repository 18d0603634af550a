#include "knox/tracev3/message/value.h"

#include <array>
#include <cstring>

#include "knox/tracev3/bytes/append.h"
#include "knox/tracev3/bytes/little.h"

namespace knox::tracev3 {

namespace {

constexpr std::size_t kRangeSize = 4;

bool is_scalar_size(std::size_t size) {
  return size == 1 || size == 2 || size == 4 || size == 8;
}

std::uint64_t zero_extended(Bytes bytes) {
  std::array<std::uint8_t, 8> all{};
  if (!bytes.empty()) std::memcpy(all.data(), bytes.data(), bytes.size());
  return load_little<std::uint64_t>(all.data());
}

}  // namespace

std::int64_t Value::as_signed() const noexcept {
  if (bytes.empty() || bytes.size() >= 8) return static_cast<std::int64_t>(bits);
  const unsigned unused = 64 - 8 * static_cast<unsigned>(bytes.size());
  return static_cast<std::int64_t>(bits << unused) >> unused;
}

Problem read_value(const Item& item, const Items& items, Value& value) {
  value = {.kind = item.kind(), .bytes = {item.data, item.size}};
  switch (value.kind) {
    case ItemKind::kScalar:
      if (item.size == 0) return Problem::kMissing;
      if (!item.is_private()) break;
      [[fallthrough]];
    case ItemKind::kString:
    case ItemKind::kData:
    case ItemKind::kObject:
    case ItemKind::kWideString:
    case ItemKind::kReadableObject:
    case ItemKind::kMasked:
      if (item.size != kRangeSize) return Problem::kMismatch;
      if (!items.range(item, value.bytes)) return Problem::kBadRange;
      value.is_truncated = item.is_truncated();
      break;
    default: return Problem::kMismatch;  // a count, or a kind that is not written
  }
  if (!value.is_scalar()) return Problem::kNone;
  if (value.is_truncated || value.bytes.empty()) return Problem::kMissing;
  if (!is_scalar_size(value.bytes.size())) return Problem::kMismatch;
  value.bits = zero_extended(value.bytes);
  return Problem::kNone;
}

void append_mismatch(std::string_view specification, const Item& item, const Value& value,
                     std::string& text) {
  constexpr std::string_view kKinds[] = {"SCALAR", "COUNT", "STRING", "DATA", "OBJECT"};
  text += "<decode: mismatch for [";
  text += specification;
  text += "] got [";
  const auto kind = static_cast<std::size_t>(item.kind());
  if (kind < std::size(kKinds)) {
    text += kKinds[kind];
  } else {
    append_decimal(kind, text);
  }
  if (item.is_public()) text += " public";
  if (item.is_private()) text += " private";
  text += " sz:";
  append_decimal(value.bytes.size(), text);
  text += "]>";
}

void append_bad_range(std::string_view specification, const Item& item, const Items& items,
                      std::string& text) {
  text += "<decode: bad range for [";
  text += specification;
  text += "] got [offs:";
  append_decimal(item.offset(), text);
  text += " len:";
  append_decimal(item.length(), text);
  text += " within:";
  append_decimal((item.is_private() ? items.private_data : items.values).size(), text);
  text += "]>";
}

}  // namespace knox::tracev3

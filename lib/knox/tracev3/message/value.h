// Value: one argument of a message, found in its record.
#pragma once

#include <cstdint>
#include <string>

#include "knox/tracev3/message/format.h"
#include "knox/tracev3/message/items.h"

namespace knox::tracev3 {

struct Value {
  ItemKind kind = ItemKind::kScalar;
  Bytes bytes = {};        // a scalar's own, or what its range is
  std::uint64_t bits = 0;  // of a scalar, zero-extended
  bool is_truncated = false;

  bool is_scalar() const noexcept { return kind == ItemKind::kScalar; }
  bool is_scalar(std::size_t size) const noexcept { return is_scalar() && bytes.size() == size; }
  std::int64_t as_signed() const noexcept;  // sign-extended
};

enum class Problem : std::uint8_t { kNone, kMissing, kMismatch, kBadRange };

// What the item is: a scalar, or the bytes of its range. Errors: kMissing, a scalar without a value;
// kBadRange, one that leaves its bytes; kMismatch, an item of no known form.
Problem read_value(const Item& item, const Items& items, Value& value);

// The texts in the place of an argument. `item` is the one that does not match.
inline constexpr std::string_view kMissingData = "<decode: missing data>";
void append_mismatch(std::string_view specification, const Item& item, const Value& value, std::string& text);
void append_bad_range(std::string_view specification, const Item& item, const Items& items,
                      std::string& text);

}  // namespace knox::tracev3

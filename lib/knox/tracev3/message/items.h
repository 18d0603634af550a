// Items: the arguments of a message as they are stored, a list of typed items and the bytes behind it that
// they refer to:
//
//   summary u8, number of items u8, items {type u8, size u8, `size` bytes}, [context data,] values
//
// A text, a piece of data or an object is a range: offset u16 and length u15, with a bit that says that the
// writer cut it. Ranges of public items count from the end of the items, those of private ones from the
// beginning of the record's private data.
//
// Source: what macOS 10.12 to 15 and iOS 15 write.
#pragma once

#include <cstdint>
#include <vector>

#include "knox/base/cursor.h"

namespace knox::tracev3 {

enum class ItemKind : std::uint8_t {
  kScalar = 0,
  kCount = 1,  // the width or precision of the next item
  kString = 2,
  kData = 3,
  kObject = 4,
  kWideString = 5,  // stored as UTF-8
  kErrno = 6,
  kMask = 7,             // the name of a mask
  kReadableObject = 8,   // shown although it is private
  kUnknownMasked = 0xe,  // by a mask that the writer did not know
  kMasked = 0xf
};

struct Item {
  std::uint8_t type = 0;
  std::uint8_t size = 0;  // of `data` in bytes
  const std::uint8_t* data = nullptr;

  ItemKind kind() const noexcept { return static_cast<ItemKind>(type >> 4); }
  bool is_private() const noexcept { return (type & 1) != 0; }
  bool is_public() const noexcept { return (type & 2) != 0; }
  bool is_sensitive() const noexcept { return (type & 4) != 0; }

  // Of a range; all zero where the item has not the size of one.
  std::uint16_t offset() const noexcept;
  std::uint16_t length() const noexcept;
  bool is_truncated() const noexcept;
};

struct Items {
  std::vector<Item> all = {};
  Bytes values = {};        // what the ranges of public items count in
  Bytes private_data = {};  // and those of private ones
  bool has_private_range = false;
  unsigned level = 0;              // the writer's privacy level, 0 to 3
  bool is_list_truncated = false;  // there were more items
  bool is_32bit = false;           // the process: long and pointers have 4 bytes
  Bytes context = {};              // the backtrace, which `values` begins with; empty: none

  // The bytes of a range item; false: they are not there.
  bool range(const Item& item, Bytes& bytes) const noexcept;
};

// Reads an argument block. Its items point into `block`; what is private is the caller's to set, and not
// touched. An empty block has no items. False: it is corrupt, and then there are no items.
bool read_items(Bytes block, bool has_context, Items& items);

// The same of a trace record, which has values one after the other, their sizes behind them, and the number
// of sizes in the last byte.
bool read_trace_items(Bytes block, Items& items);

}  // namespace knox::tracev3

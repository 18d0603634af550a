#include "knox/tracev3/message/items.h"

#include "knox/tracev3/bytes/little.h"
#include "knox/tracev3/message/backtrace.h"

namespace knox::tracev3 {

namespace {

constexpr std::uint8_t kRangeSize = 4;
constexpr std::uint16_t kTruncated = 0x8000;

}  // namespace

std::uint16_t Item::offset() const noexcept {
  return size == kRangeSize ? load_little<std::uint16_t>(data) : std::uint16_t{0};
}
std::uint16_t Item::length() const noexcept {
  if (size != kRangeSize) return 0;
  return static_cast<std::uint16_t>(load_little<std::uint16_t>(data + 2) & ~kTruncated);  // 15 bits
}
bool Item::is_truncated() const noexcept {
  return size == kRangeSize && (load_little<std::uint16_t>(data + 2) & kTruncated) != 0;
}

bool Items::range(const Item& item, Bytes& bytes) const noexcept {
  const Bytes from = item.is_private() ? private_data : values;
  const std::size_t offset = item.offset(), length = item.length();
  if (offset > from.size() || length > from.size() - offset) return false;
  bytes = from.subspan(offset, length);
  return true;
}

bool read_items(Bytes block, bool has_context, Items& items) {
  items.all.clear();
  items.values = items.context = {};
  items.level = 0;
  items.is_list_truncated = false;
  if (block.empty()) return true;
  LittleCursor cursor(block);
  const std::uint8_t summary = cursor.get<std::uint8_t>();
  const std::uint8_t count = cursor.get<std::uint8_t>();
  for (unsigned i = 0; i < count && cursor.ok(); ++i) {
    Item item;
    item.type = cursor.get<std::uint8_t>();
    item.size = cursor.get<std::uint8_t>();
    item.data = cursor.take(item.size).data();
    if (cursor.ok()) items.all.push_back(item);
  }
  if (!cursor.ok()) {
    items.all.clear();
    return false;
  }
  items.level = summary >> 5 & 3;
  items.is_list_truncated = (summary & 0x80) != 0;
  items.values = cursor.rest();
  if (has_context) items.context = items.values.first(size_of_context(items.values));
  return true;
}

bool read_trace_items(Bytes block, Items& items) {
  items.all.clear();
  items.values = items.context = {};
  items.level = 0;
  items.is_list_truncated = false;
  if (block.empty()) return true;
  const std::size_t count = block.back();
  if (count + 1 > block.size()) return false;
  const Bytes sizes = block.subspan(block.size() - 1 - count, count);
  LittleCursor values(block.first(block.size() - 1 - count));
  for (const std::uint8_t byte : sizes) {
    Item item{.type = 2, .size = static_cast<std::uint8_t>(byte & 0x3f)};  // six bits
    item.data = values.take(item.size).data();
    if (!values.ok()) {
      items.all.clear();
      return false;
    }
    items.all.push_back(item);
  }
  return true;
}

}  // namespace knox::tracev3

#include "knox/linux_audit/assembly/line_store.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace knox::linux_audit {

namespace {

constexpr std::size_t kFirstSize = 256 * 1024;

constexpr std::size_t round_up(std::size_t size) {
  return (size + alignof(LineStore::Stored) - 1) & ~(alignof(LineStore::Stored) - 1);
}

std::uint32_t offset_of(std::string_view part, std::string_view text) {
  return part.data() == nullptr ? 0 : static_cast<std::uint32_t>(part.data() - text.data());
}

}  // namespace

LineStore::LineStore() : memory_(new char[kFirstSize]), mask_(kFirstSize - 1) {}

// Lines keep their places: none goes over a multiple of the old size, so none goes over one of the new size.
void LineStore::grow() {
  const std::size_t old_size = mask_ + 1;
  const std::size_t new_mask = old_size * 2 - 1;
  std::unique_ptr<char[]> memory(new char[old_size * 2]);
  for (Position at = tail_; at < head_;) {
    const Position end = std::min(head_, (at | mask_) + 1);
    std::memcpy(memory.get() + (at & new_mask), memory_.get() + (at & mask_), end - at);
    at = end;
  }
  memory_ = std::move(memory);
  mask_ = new_mask;
}

// `size` bytes in one piece. What is too little for it before the ring's end is skipped.
LineStore::Stored& LineStore::place(std::size_t size) {
  std::size_t before_end = 0;
  std::size_t gap = 0;
  for (;; grow()) {
    before_end = mask_ + 1 - (head_ & mask_);
    gap = size <= before_end ? 0 : before_end;
    if (bytes() + gap + size <= mask_ + 1) break;
  }
  const auto put = [&](std::size_t room) -> Stored& {
    auto* const stored =
        new (memory_.get() + (head_ & mask_)) Stored{.room = static_cast<std::uint32_t>(room)};
    head_ += room;
    return *stored;
  };
  if (gap > 0) {
    put(gap).removed = true;
    before_end = mask_ + 1;
  }
  // Too little for the next one's head belongs to this one.
  return put(before_end - size < sizeof(Stored) ? before_end : size);
}

LineStore::Position LineStore::add(const Line& line, std::uint64_t order) {
  Stored& stored = place(round_up(sizeof(Stored) + line.text.size()));
  stored.order = order;
  stored.size = static_cast<std::uint32_t>(line.text.size());
  stored.type_name_at = offset_of(line.type_name, line.text);
  stored.type_name_size = static_cast<std::uint32_t>(line.type_name.size());
  stored.node_at = offset_of(line.node, line.text);
  stored.node_size = static_cast<std::uint32_t>(line.node.size());
  stored.body_at = offset_of(line.body, line.text);
  stored.type = line.type;
  std::memcpy(reinterpret_cast<char*>(&stored + 1), line.text.data(), line.text.size());
  return head_ - stored.room;
}

void LineStore::remove(Position at) noexcept {
  stored(at).removed = true;
  while (tail_ < head_ && stored(tail_).removed) tail_ += stored(tail_).room;
}

void LineStore::get(Position at, Line& line) const noexcept {
  const char* const memory = memory_.get() + (at & mask_);
  const auto& from = *reinterpret_cast<const Stored*>(memory);
  line.text = {memory + sizeof(Stored), from.size};
  line.node = line.text.substr(from.node_at, from.node_size);
  line.type_name = line.text.substr(from.type_name_at, from.type_name_size);
  line.body = line.text.substr(from.body_at);
  line.type = from.type;
}

}  // namespace knox::linux_audit

#include "knox/linux_audit/assembly/event_table.h"

#include <algorithm>

namespace knox::linux_audit {

namespace {

constexpr std::size_t kMaxRemembered = 16 * 1024;
constexpr std::size_t kFirstBuckets = 1024;

}  // namespace

EventTable::EventTable() : slots_(1), buckets_(kFirstBuckets, kNone) {
  free_.push_back(0);
}

std::size_t EventTable::bucket_of(const EventId& id) const noexcept {
  const std::uint64_t mixed = (id.time ^ std::uint64_t{id.serial} << 32 ^ id.node) * 0x9e3779b97f4a7c15;
  return static_cast<std::size_t>(mixed >> 32) & (buckets_.size() - 1);
}

EventTable::Index EventTable::find(const EventId& id) noexcept {
  const Slot& latest = slots_[latest_];
  if (latest.id == id && latest.state != State::kFree) return latest_;
  Index index = buckets_[bucket_of(id)];
  while (index != kNone && slots_[index].id != id) index = slots_[index].chained;
  if (index != kNone) latest_ = index;
  return index;
}

void EventTable::chain(Index index) noexcept {
  Index& bucket = buckets_[bucket_of(slots_[index].id)];
  slots_[index].chained = bucket;
  bucket = index;
}

EventTable::Index EventTable::open(const EventId& id) {
  if (free_.empty()) {
    free_.push_back(static_cast<Index>(slots_.size()));
    slots_.emplace_back();
    if (slots_.size() > buckets_.size()) {
      buckets_.assign(buckets_.size() * 2, kNone);
      for (Index index = 0; index + 1 < slots_.size(); ++index) chain(index);
    }
  }
  const Index index = free_.back();
  free_.pop_back();
  slots_[index] = {.id = id};
  chain(index);
  return latest_ = index;
}

void EventTable::insert(List& list, Index index, Index before) noexcept {
  Slot& slot = slots_[index];
  slot.next = before;
  Index& backward = before == kNone ? list.last : slots_[before].previous;
  slot.previous = backward;
  backward = index;
  (slot.previous == kNone ? list.first : slots_[slot.previous].next) = index;
}

void EventTable::remove(List& list, Index index) noexcept {
  const Slot& slot = slots_[index];
  (slot.previous == kNone ? list.first : slots_[slot.previous].next) = slot.next;
  (slot.next == kNone ? list.last : slots_[slot.next].previous) = slot.previous;
}

void EventTable::remember(Index index, State as, std::uint64_t clock) {
  Slot& slot = slots_[index];
  slot.state = as;
  slot.first = slot.last = LineStore::kNone;
  slot.records = 0;
  slot.seen = clock;
  append(remembered_, index);
  if (++remembered_count_ > kMaxRemembered) forget_oldest();
}

void EventTable::recall(Index index) noexcept {
  remove(remembered_, index);
  --remembered_count_;
}

void EventTable::forget_oldest() noexcept {
  const Index index = remembered_.first;
  recall(index);
  Index* link = &buckets_[bucket_of(slots_[index].id)];
  while (*link != index) link = &slots_[*link].chained;
  *link = slots_[index].chained;
  slots_[index].state = State::kFree;
  free_.push_back(index);
}

}  // namespace knox::linux_audit

#include "knox/linux_audit/summary_tally.h"

#include <algorithm>
#include <functional>

namespace knox::linux_audit {

Tally::Tally() : slots_(kSlots) {}

void Tally::add(std::string_view name, std::uint64_t event) {
  const auto hash = static_cast<std::uint32_t>(std::hash<std::string_view>()(name));
  std::size_t slot = hash % kSlots;
  for (; slots_[slot] != 0; slot = (slot + 1) % kSlots) {
    Entry& entry = entries_[slots_[slot] - 1U];
    if (entry.hash != hash || name_of(entry) != name) continue;
    if (entry.last_event != event) ++entry.events;
    entry.last_event = event;
    return;
  }
  if (entries_.size() < kMaxNames && name.size() <= kMaxBytes - bytes_.size()) {
    entries_.push_back(
        {hash, static_cast<std::uint32_t>(bytes_.size()), static_cast<std::uint32_t>(name.size()), 1, event});
    bytes_ += name;
    slots_[slot] = static_cast<std::uint16_t>(entries_.size());
    return;
  }
  if (last_other_ != event) ++others_;
  last_other_ = event;
}

std::vector<Tally::Row> Tally::top(std::size_t count) const {
  std::vector<Row> rows;
  rows.reserve(entries_.size());
  for (const Entry& entry : entries_) rows.push_back({name_of(entry), entry.events});
  std::ranges::sort(rows, [](const Row& a, const Row& b) {
    return a.events != b.events ? a.events > b.events : a.name < b.name;
  });
  if (count != 0 && count < rows.size()) rows.resize(count);
  return rows;
}

}  // namespace knox::linux_audit

#include "knox/base/tally.h"

#include <algorithm>
#include <functional>

namespace knox {

Tally::Tally() : slots_(kSlots) {}

Tally::Entry* Tally::find_or_add(std::string_view name) {
  const auto hash = static_cast<std::uint32_t>(std::hash<std::string_view>()(name));
  std::size_t slot = hash % kSlots;
  for (; slots_[slot] != 0; slot = (slot + 1) % kSlots) {
    Entry& entry = entries_[slots_[slot] - 1U];
    if (entry.hash == hash && name_of(entry) == name) return &entry;
  }
  if (entries_.size() == kMaxNames || name.size() > kMaxBytes - bytes_.size()) return nullptr;
  entries_.push_back(
      {hash, static_cast<std::uint32_t>(bytes_.size()), static_cast<std::uint32_t>(name.size()), 0, 0});
  bytes_ += name;
  slots_[slot] = static_cast<std::uint16_t>(entries_.size());
  return &entries_.back();
}

void Tally::add(std::string_view name, std::uint64_t event) {
  Entry* const entry = find_or_add(name);
  std::uint64_t& last = entry == nullptr ? last_other_ : entry->last_event;
  std::uint64_t& events = entry == nullptr ? others_ : entry->events;
  if (last != event) ++events;
  last = event;
}

void Tally::add_events(std::string_view name, std::uint64_t events) {
  Entry* const entry = find_or_add(name);
  (entry == nullptr ? others_ : entry->events) += events;
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

}  // namespace knox

// Tally: in how many events each of many names is. Memory is bounded, because names in a log can be all
// different and as long as somebody likes: when it is full, events with further names are counted together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace knox {

class Tally {
 public:
  static constexpr std::size_t kMaxNames = 4096;
  static constexpr std::size_t kMaxBytes = 512 * 1024;  // of all names together

  struct Row {
    std::string_view name;
    std::uint64_t events;
  };

  Tally();

  // The name is in an event, whose number is not 0 and never falls. Once an event is enough.
  void add(std::string_view name, std::uint64_t event);

  // The same of so many events that are in no other count of that name.
  void add_events(std::string_view name, std::uint64_t events);
  void add_others(std::uint64_t events) noexcept { others_ += events; }

  std::size_t names() const noexcept { return entries_.size(); }
  std::uint64_t others() const noexcept { return others_; }  // events with names that were one too many

  // The names with the most events first, and those with as many in their own order; 0: all of them. Good
  // until the next add().
  std::vector<Row> top(std::size_t count) const;

 private:
  struct Entry {
    std::uint32_t hash;
    std::uint32_t begin, size;  // in bytes_
    std::uint64_t events;
    std::uint64_t last_event;
  };
  static constexpr std::size_t kSlots = 4 * kMaxNames;

  Entry* find_or_add(std::string_view name);  // nullptr: it is one too many
  std::string_view name_of(const Entry& entry) const noexcept {
    return std::string_view(bytes_).substr(entry.begin, entry.size);
  }

  std::vector<std::uint16_t> slots_;  // 1 + the place of an entry, or 0
  std::vector<Entry> entries_;
  std::string bytes_;
  std::uint64_t others_ = 0;
  std::uint64_t last_other_ = 0;
};

}  // namespace knox

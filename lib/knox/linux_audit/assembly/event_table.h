// EventTable: the events that an Assembler knows, found by their ids. Each has a slot for as long as it waits
// for records, and for a while after that, so that late records are recognised. Slots are linked into lists.
#pragma once

#include <cstdint>
#include <vector>

#include "knox/linux_audit/assembly/assembly.h"
#include "knox/linux_audit/assembly/line_store.h"

namespace knox::linux_audit {

struct EventId {
  std::uint64_t node = 0;  // a hash of its name
  std::uint64_t time = 0;  // in milliseconds
  std::uint32_t serial = 0;

  bool operator==(const EventId&) const = default;
};

class EventTable {
 public:
  using Index = std::uint32_t;
  static constexpr Index kNone = UINT32_MAX;

  enum class State : std::uint8_t {
    kFree,
    kWaiting,  // has records
    kReady,    // has records, and is about to be handed out
    kGone,     // was handed out
    kIgnored   // nobody wants it
  };

  struct Slot {
    EventId id;
    LineStore::Position first = LineStore::kNone, last = LineStore::kNone;  // its records, linked
    std::uint64_t seen = 0;   // its node's clock when its last record came, or when it was remembered
    std::uint64_t order = 0;  // of its last record
    std::uint32_t records = 0;
    Index node = 0;
    State state = State::kFree;
    Ending ending = Ending::kTimeout;
    bool in_order = true;
    bool late = false;
    bool closed = false;        // by EOE
    bool is_of_auditd = false;  // its serial number is none of the kernel's

    Index chained = kNone;                 // the next slot of the same bucket
    Index previous = kNone, next = kNone;  // in its list
  };

  struct List {
    Index first = kNone, last = kNone;
  };

  EventTable();

  Slot& operator[](Index index) noexcept { return slots_[index]; }
  const Slot& operator[](Index index) const noexcept { return slots_[index]; }

  // The event of the line before is tried first.
  Index find(const EventId& id) noexcept;
  // A new slot, in no list; `id` is not in the table.
  Index open(const EventId& id);

  void append(List& list, Index index) noexcept { insert(list, index, kNone); }
  void insert(List& list, Index index, Index before) noexcept;  // kNone: at the end
  void remove(List& list, Index index) noexcept;

  // A slot that is in no list and whose records are gone is kept for a while: until forget() is told that the
  // clock of its node has gone on, or too many are remembered.
  void remember(Index index, State as, std::uint64_t clock);
  void recall(Index index) noexcept;  // the opposite
  const Slot* oldest_remembered() const noexcept {
    return remembered_.first == kNone ? nullptr : &slots_[remembered_.first];
  }
  void forget_oldest() noexcept;

 private:
  std::size_t bucket_of(const EventId& id) const noexcept;
  void chain(Index index) noexcept;

  std::vector<Slot> slots_;
  std::vector<Index> free_;
  std::vector<Index> buckets_;  // the first slot of each; their number is a power of two
  List remembered_;
  std::size_t remembered_count_ = 0;
  Index latest_ = 0;
};

}  // namespace knox::linux_audit

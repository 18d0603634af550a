// LineStore: the lines of the events that wait, one behind the other in one ring of memory. Lines are removed
// in any order; the memory of those at the old end is used again. The ring grows by doubling when it has to
// and then stays, so that nothing is allocated in the steady state.
//
//   [Stored][text][Stored][text] ... a line never goes over the ring's end: it begins again at its start
//
// Positions count all bytes ever stored, so they stay the same when the ring grows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "knox/linux_audit/log/line.h"

namespace knox::linux_audit {

class LineStore {
 public:
  using Position = std::uint64_t;
  static constexpr Position kNone = UINT64_MAX;

  struct Stored {           // in front of each text
    Position next = kNone;  // the next line of the same event
    std::uint64_t order = 0;
    std::uint32_t room = 0;                              // from here to the next one
    std::uint32_t size = 0;                              // of the text
    std::uint32_t type_name_at = 0, type_name_size = 0;  // in the text
    std::uint32_t node_at = 0, node_size = 0;
    std::uint32_t body_at = 0;
    RecordType type{};
    bool removed = false;
  };

  LineStore();

  Position add(const Line& line, std::uint64_t order);
  void remove(Position at) noexcept;

  Stored& stored(Position at) noexcept { return *reinterpret_cast<Stored*>(memory_.get() + (at & mask_)); }
  // The line as it was, but for the time and serial number, which the event has. Good until the next add().
  void get(Position at, Line& line) const noexcept;

  // From the oldest line to the newest, with those removed between them.
  std::size_t bytes() const noexcept { return static_cast<std::size_t>(head_ - tail_); }

 private:
  Stored& place(std::size_t size);
  void grow();

  std::unique_ptr<char[]> memory_;
  std::uint64_t mask_;            // the ring's size, a power of two, minus one
  Position tail_ = 0, head_ = 0;  // what is used
};

}  // namespace knox::linux_audit

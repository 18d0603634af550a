// EventStream: the events of the files of one store in the order of time, or, which is quicker, as they are
// in the files.
//
// Chunksets overlap in time, also those of one file. Each is unpacked when the first moment that its catalog
// names has come, and released after its last event; so memory is bounded by how many overlap. Where more do
// than kMostOpen bytes hold, events come as they can, which is then not in order.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "knox/tracev3/file/dumps.h"
#include "knox/tracev3/file/firehose.h"
#include "knox/tracev3/file/oversize_index.h"
#include "knox/tracev3/file/timesync.h"
#include "knox/tracev3/file/trace_file.h"

namespace knox::tracev3 {

// Good until the next one is read.
struct Event {
  enum class What : std::uint8_t { kTracepoint, kStatedump, kSimpledump };
  What what = What::kTracepoint;
  std::uint64_t ticks = 0;
  std::int64_t wall = 0;  // nanoseconds since 1970
  std::int32_t minutes_west = 0;
  bool is_estimate = false;          // of the time: nothing else is known of the boot
  const Header* header = nullptr;    // of its file
  std::size_t file = 0;              // its index
  const Process* process = nullptr;  // nullptr: its catalog has it not
  const Page* page = nullptr;        // of a tracepoint
  Tracepoint tracepoint = {};
  Statedump statedump = {};
  Simpledump simpledump = {};
};

class EventStream {
 public:
  static constexpr std::size_t kMostOpen = 40 * 1024 * 1024;

  // `files` are indexed. `times` outlives this.
  EventStream(std::vector<std::unique_ptr<TraceFile>> files, const TimeTable& times, bool in_order,
              TraceFile::OnDamage on_damage);
  ~EventStream();

  // False: there are no more.
  bool next(Event& event);

  // The oversize chunk that an event refers to; it may be in any file of the boot, so the first one that has
  // not come by yet costs a pass over all of them. nullopt: it is nowhere. Good until the next call of
  // either.
  std::optional<Oversize> find_oversize(const Event& event, std::uint32_t reference);

  // Of the boot of an event.
  const Clock& clock(const Event& event) const noexcept { return clocks_[event.file]; }
  const std::vector<std::unique_ptr<TraceFile>>& files() const noexcept { return files_; }
  std::uint64_t events() const noexcept { return events_; }
  TraceAccount account() const;

 private:
  struct Open;
  struct Place;
  void open(const Place& place);
  void list(Open& open);
  void release_first();
  void read(const Open& open, Event& event) const;

  std::vector<std::unique_ptr<TraceFile>> files_;
  std::vector<Clock> clocks_;  // of each file
  bool in_order_;
  TraceFile::OnDamage on_damage_;
  std::vector<Place> places_;  // in the order in which they are opened
  std::size_t next_ = 0;
  std::vector<std::unique_ptr<Open>> open_;  // a heap, by their next moments
  std::vector<std::unique_ptr<Open>> spare_;
  std::size_t open_bytes_ = 0;
  std::uint64_t events_ = 0;
  bool is_taken_ = false;  // the first event of the heap is the one that was handed out
  OversizeIndex oversize_;
};

}  // namespace knox::tracev3

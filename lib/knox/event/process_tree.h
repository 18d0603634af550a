// ProcessTree: which processes are followed: roots, which the caller names, and what descends from them by
// fork, spawn, or a record that names a followed parent.
//
// Pids are used again, and records come late, so a pid alone says little:
//
//   an exit         ends a process. Its own records may come a little later; after that the pid is another's
//   a fork, spawn   makes a new process, whatever had that pid before. But it is told when it returns, and
//                   by then the child may have run, even to its end; after a vfork it always has. A process
//                   that was first heard of less than kLate before the fork is taken for the child itself
//   a version       that differs, where the source has one, is another process
//   another parent  is what a process gets when its own has ended. But where no exit is ever told it is the
//                   one sign that a pid is used again: there a process with another parent is another
//                   process, unless the parent is 1 and it executes nothing
//   an execution    changes nothing: the process is the same
//
// Memory is bounded: of kMost processes the one that was silent for the longest time is forgotten first. A
// log can be all new pids.
#pragma once

#include <cstdint>
#include <vector>

#include "knox/event/process.h"

namespace knox::event {

class ProcessTree {
 public:
  static constexpr std::size_t kMost = 65'536;
  static constexpr std::uint64_t kLate = 2000;  // milliseconds

  // `children`: what descends from followed processes is followed, too. `most` is at least 1.
  explicit ProcessTree(bool children = true, std::size_t most = kMost);

  // From now on it is followed. `since` is when it was first heard of; no time: before everything. `parent`
  // is the pid of its parent, 0 if not known.
  void follow(const ProcessRef& process, Time since = {}, std::uint32_t parent = 0);
  // It has ended, and nobody told.
  void end(const ProcessRef& process, Time when);

  // Why a process is one to follow, by this event alone.
  enum class Root : std::uint8_t {
    kNone,
    kProcess,  // whoever did it
    kCommand   // what was executed: the process, or, of a spawn, its child
  };
  struct Taken {
    bool followed = false;   // the process that did it is, or, of a spawn, its child
    bool new_child = false;  // its child is followed now, and was not before
  };
  // All that a source tells, in its order.
  Taken take(const ProcessEvent& event, Root root);

  // Whether it is followed and has not ended.
  bool follows(const ProcessRef& process) const noexcept;
  // Entries in the table, also of those that have ended.
  std::size_t size() const noexcept { return entries_.size(); }

 private:
  using Index = std::uint32_t;
  static constexpr Index kNone = UINT32_MAX;

  enum class State : std::uint8_t {
    kRuns,
    kEnded,
    kReplaced  // its pid is another's
  };

  struct Entry {
    ProcessRef process;
    std::uint32_t parent = 0;
    std::uint64_t since = 0;  // when it was first heard of, in milliseconds
    std::uint64_t ended = 0;
    State state = State::kRuns;
    Index chained = kNone;               // the next one of the same bucket
    Index older = kNone, newer = kNone;  // by when they were last heard of
  };

  void look_at_parent(const ProcessEvent& event) noexcept;
  bool belongs(const ProcessRef& process, std::uint64_t now) noexcept;
  bool add_child(const ProcessEvent& event, bool is_followed);
  void become(const ProcessEvent& event);
  // The entry of that pid, whatever its version.
  Index find(const ProcessRef& process) const noexcept;
  std::size_t bucket_of(const ProcessRef& process) const noexcept;
  Index open(const ProcessRef& process);
  void unchain(Index index) noexcept;
  void append(Index index) noexcept;
  void unlink(Index index) noexcept;

  bool children_;
  bool exits_are_told_ = false;
  std::size_t most_;
  std::vector<Entry> entries_;
  std::vector<Index> buckets_;  // the first entry of each; their number is a power of two
  Index oldest_ = kNone, newest_ = kNone;
};

}  // namespace knox::event

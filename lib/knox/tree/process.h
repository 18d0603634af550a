// Process: one process of a history: who made it, when it lived, what it executed, and what it did. It owns
// its strings, which are somebody else's bytes, and bounded (history.h): printers escape them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "knox/base/time.h"
#include "knox/tree/deed.h"

namespace knox::tree {

using Index = std::uint32_t;  // of a process in a history
inline constexpr Index kNobody = UINT32_MAX;

struct Execution {
  Time time;
  std::string command;  // words of a shell (event/command_line.h), so it is harmless
  std::string path;     // of the executed file, or the script
};

// Deeds that are the same: what and how often.
struct Deeds {
  Deed deed = Deed::kNone;
  std::uint32_t hash = 0;
  std::uint64_t count = 0;
  Time first, last;
  std::string what, more;  // describe(); of several failures the first one's file
};

enum class Began : std::uint8_t {
  kUnknown,  // before the log, or nobody told
  kForked,   // a fork or a spawn was told
  kExecuted  // an execution is the first that was heard of it, and no fork was told
};

enum class Ended : std::uint8_t {
  kNever,    // as far as the log goes
  kExited,   // told, by itself or by a signal
  kReplaced  // its pid was given to another process, and nobody told how it ended
};

struct Process {
  std::uint32_t number = 0;  // from 1 on, in the order in which they were heard of; 0: nobody
  std::uint32_t pid = 0;
  std::optional<std::uint32_t> version;  // of the pid (Endpoint Security)
  std::uint64_t host = 0;                // event::host_number()
  std::string host_name;

  Index parent = kNobody;  // for History::parent_of()
  std::uint32_t parent_number = 0, parent_pid = 0;
  std::uint32_t children = 0;  // that are still in the history
  std::uint32_t made = 0;      // children that it ever had

  Time first, last;  // when it was heard of; no time: it is known as a parent alone
  Time start, end;   // where began and ended know
  Began began = Began::kUnknown;
  Ended ended = Ended::kNever;
  std::optional<std::uint32_t> exit_status, signal;

  std::string user;  // a name or a number: with whose rights; empty: not known
  std::string name;  // of its program, as others tell of it; empty: not known
  std::vector<Execution> executions;
  std::vector<Deeds> deeds;
  std::array<std::uint64_t, kDeeds> done{};  // all of them, also those that deeds has no room for
  std::uint32_t threads = 0;                 // that it made
  std::uint32_t maybe_threads = 0;           // and children that may be threads
  std::uint32_t maybe_thread : 1 = 0;        // nobody but its maker has told of it (clone3)
  std::uint32_t selected : 1 = 0;            // one of its events was
  std::uint32_t wanted : 1 = 0;              // and so is what descends from it

  bool is_heard_of() const noexcept { return first != Time(); }
  Time begin_shown() const noexcept { return began == Began::kUnknown ? first : start; }
  Time end_shown() const noexcept { return ended == Ended::kExited ? end : last; }
  // It began and ended within the history.
  bool is_whole() const noexcept { return began != Began::kUnknown && ended == Ended::kExited; }
};

}  // namespace knox::tree

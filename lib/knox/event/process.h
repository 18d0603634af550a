// ProcessEvent: something that a process did, whatever told of it: a BSM record, a Linux Audit event, an
// Endpoint Security message. Beginnings and ends of processes are told in full; of everything else it is
// known which process did it. It borrows from what it was made of, as Exec does.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "knox/event/exec.h"

namespace knox::event {

// A number for the name of a host, whoever tells it; 0 is for no name.
constexpr std::uint64_t host_number(std::string_view name) noexcept {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char c : name) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3;
  return name.empty() ? 0 : hash;
}

// A process among those of a source. Pids are used again; where the source counts processes as well
// (Endpoint Security's pidversion, which an execution raises, too), the version tells them apart.
struct ProcessRef {
  std::uint32_t pid = 0;
  std::optional<std::uint32_t> version = {};
  std::uint64_t host = 0;  // host_number(), where a source can be of many hosts; 0: it is of one

  // Whether both can be the same process, as far as is known.
  bool may_be(const ProcessRef& other) const noexcept {
    return pid == other.pid && host == other.host &&
           (!version || !other.version || *version == *other.version);
  }
};

enum class ProcessAct : std::uint8_t {
  kOther,
  kFork,  // `process` made `child`
  kExec,  // `process` executed something; where there is a child, it was made for that and it did
          // (posix_spawn)
  kExit
};

// As the order and the lateness of records are measured.
constexpr std::uint64_t milliseconds(Time time) noexcept {
  return time.seconds * 1000 + time.nanoseconds / 1'000'000;
}

struct ProcessEvent {
  ProcessAct act = ProcessAct::kOther;
  Time time;
  int time_digits = 3;  // of the fraction, as recorded: 3 or 9

  ProcessRef process;                 // who did it: before an execution, where that changes the version
  std::optional<ProcessRef> parent;   // of `process`
  std::optional<ProcessRef> child;    // made by a fork or a spawn
  bool child_is_sibling = false;      // its parent is that of `process` (CLONE_PARENT)
  std::optional<ProcessRef> becomes;  // what `process` is after an execution, where its version changes
  ProcessIds ids;                     // of `process`

  const Exec* exec = nullptr;                // of kExec, and never missing there; also of one that failed
  std::optional<std::uint32_t> exit_status;  // of kExit: what it gave to exit(2), 0 to 255
  std::optional<std::uint32_t> signal;       // of kExit: what killed it
};

}  // namespace knox::event

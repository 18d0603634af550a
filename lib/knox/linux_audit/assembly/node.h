// Node: what an Assembler knows of one machine whose records it sees: how late it is there, and which serial
// numbers its records had.
#pragma once

#include <cstdint>

#include "knox/linux_audit/assembly/event_table.h"

namespace knox::linux_audit {

class Node {
 public:
  explicit Node(std::uint64_t name) noexcept : name_(name) {}

  std::uint64_t name() const noexcept { return name_; }    // a hash of it
  std::uint64_t clock() const noexcept { return clock_; }  // the newest time in its records, in milliseconds

  // A record of this time has come. True when the clock was set back: an older log follows a newer one. A
  // single record may well be old, a system call is logged when it ends, with the time at which it began.
  bool see_time(std::uint64_t time, std::uint64_t timeout) noexcept;

  // An event has begun.
  void see_serial(const EventId& id, std::uint64_t timeout, AssemblyCounts& counts) noexcept;

  EventTable::List waiting;  // its events that wait

 private:
  std::uint64_t name_;
  std::uint64_t clock_ = 0;
  std::uint64_t newest_behind_ = 0;  // of the records in a row that were behind the clock
  std::uint32_t behind_ = 0;         // their number
  std::uint32_t serial_ = 0;         // the highest
  bool has_serial_ = false;
};

// Serial numbers that are further apart are not of one boot.
inline constexpr std::uint32_t kFarSerial = 1u << 20;

}  // namespace knox::linux_audit

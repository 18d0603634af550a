// Assembly: the records of one event come on lines of their own, mixed with those of other events, not always
// in order, and over the end of a file. The Assembler sorts them into events again.
//
//   type=SYSCALL   msg=audit(1700000000.041:812): ...
//   type=CWD       msg=audit(1700000000.041:812): ...
//   type=USER_END  msg=audit(1700000000.042:813): ...
//   type=PATH      msg=audit(1700000000.041:812): ...
//   type=PROCTITLE msg=audit(1700000000.041:812): ...
//
// Which event a record belongs to is told by its time and serial number together: serial numbers begin again
// at every boot, and every node has its own. Nothing in a record says that it is the last.
//
// An event is handed out when its node's clock, which is the newest time in the node's records, has moved on
// by the timeout since the event's last record came: time enough for records that are late or in any order. A
// live input that falls silent says so (idle), and then events go out at once whose last record was seen:
// PROCTITLE, EOE, and types that stand alone. The events of a node come out by serial number, as far as they
// wait together, and inside of an event the records are in the order in which the kernel writes them
// (order.h). So it does not show in what order the lines came.
//
// Memory is bounded: when too many events or bytes wait, the oldest event is handed out as it is, and so is
// an event with too many records. A record that comes after its event has gone becomes an event of its own,
// marked as late: every line is in exactly one event, and the counters prove it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "knox/linux_audit/log/line.h"

namespace knox::linux_audit {

// For how many milliseconds an event waits for another record: auditd's end_of_event_timeout.
inline constexpr std::uint32_t kEventTimeout = 2000;

enum class Ending : std::uint8_t {
  kComplete,   // its last record was seen
  kTimeout,    // nothing more came in time
  kPressure,   // too much was waiting
  kEndOfInput  // it was still open
};

// Good until the next call of the Assembler that it came from, which owns the text.
struct Event {
  std::string_view node;
  Time time;
  std::uint32_t serial = 0;
  std::span<const Line> records;  // at least one
  Ending ending = Ending::kComplete;
  bool late = false;  // other records of this event have been handed out before

  // The first record of a type; nullptr: there is none.
  const Line* find(RecordType type) const noexcept {
    for (const Line& line : records) {
      if (line.type == type) return &line;
    }
    return nullptr;
  }
};

struct AssemblyCounts {
  std::uint64_t records_in = 0;       // given to add() and ignore()
  std::uint64_t records_out = 0;      // in events that were handed out
  std::uint64_t records_ignored = 0;  // of events that nobody wanted
  std::uint64_t records_waiting = 0;  // in = out + ignored + waiting
  std::uint64_t events = 0;
  std::uint64_t late_events = 0;
  std::uint64_t pressed_events = 0;  // handed out because too much was waiting
  // Serial numbers that no record has, between others of one node and one boot: those records were lost, or
  // never written, since filters use up numbers as well. A number far from the one before is a new beginning.
  std::uint64_t missing_serials = 0;
  std::uint64_t restarts = 0;
};

class Assembler {
 public:
  struct Options {
    std::uint32_t timeout_ms = kEventTimeout;
    std::uint32_t settle_ms = 1000;            // the same for events whose last record was seen
    std::uint32_t max_events = 16 * 1024;      // that wait
    std::uint32_t max_records = 8 * 1024;      // of one event; its users keep something of each
    bool is_live = false;                      // records come from the kernel: ANOM_ABEND stands alone
    std::size_t max_bytes = 14 * 1024 * 1024;  // of their text; one execve(2) can have 12 MiB of it
  };

  // `live`: for records straight from the kernel, which sends those of an event one right after the other.
  static Options options_for(bool live);

  Assembler();
  explicit Assembler(const Options& options);
  ~Assembler();

  // Takes a line that peek() took for a record, and copies its text.
  void add(const Line& line);
  // Nobody wants the event of this line: forgets what waits of it, and its later records, but counts them.
  void ignore(const Line& line);

  // The next event that is ready; nullptr: none is. To be called after each add() until it says so.
  const Event* next();

  // The input has been silent for so long: the events are ready whose last record was seen; all of them when
  // that is as long as the timeout. At once (0) only those that EOE has closed, as all are that come straight
  // from the kernel, where nothing follows it; and there ANOM_ABEND, since a process that dumps its core is
  // in no system call any more.
  void idle(std::uint32_t silent_ms);
  // The input is at its end: all events are ready. More can be added afterwards.
  void finish();

  const AssemblyCounts& counts() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace knox::linux_audit

// Events of Linux Audit chosen by BSM's audit classes, as bsm::Selection chooses BSM records: by the classes
// of the BSM event that an event is (linux_events.h), and whether it succeeded. An event that does not say
// how it ended belongs to a class unless that was asked for with + or - only.
#pragma once

#include <cstdint>
#include <vector>

#include "knox/bsm/classes.h"
#include "knox/bsm/events.h"
#include "knox/convert/linux_facts.h"

namespace knox::convert {

class LinuxSelection {
 public:
  // The masks are those of the classes as `events` has them. "all" are also the events that are in no class.
  LinuxSelection(const bsm::ClassSelection& classes, const bsm::EventTable& events);

  bool wants(const LinuxFacts& facts) const noexcept;
  bool wants(const linux_audit::Event& event) { return wants(reader_.read(event)); }

 private:
  std::vector<std::uint8_t> outcomes_;  // by event number: those that are wanted, as bits
  LinuxFactsReader reader_;
};

// A system call that can give events of these classes, and which of its outcomes do: open(2) is wanted by fr
// and by fw, since its flags are not known before it is called.
struct WantedCall {
  linux_audit::Syscall syscall;
  bool success, failure;
};

// The system calls, of any architecture, of which a kernel has to tell so that no event of these classes is
// missed; by name. Events that programs send (lo, aa) come without being asked for, so a selection of such
// classes only gives none.
std::vector<WantedCall> syscalls_of(const bsm::ClassSelection& classes, const bsm::EventTable& events);

// The same of operations of io_uring(7), by their numbers.
struct WantedOperation {
  std::uint32_t operation;
  bool success, failure;
};
std::vector<WantedOperation> operations_of(const bsm::ClassSelection& classes, const bsm::EventTable& events);

}  // namespace knox::convert

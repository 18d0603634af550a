// LinuxFacts: what an event of Linux Audit is for BSM, and how it ended.
//
// The SYSCALL record says what an event is. But some records stand for an event of their own, and the call
// beside them is only how it came about: CONFIG_CHANGE, LOGIN, NETFILTER_CFG. Where there is neither, it is
// the first record. An execution is always one.
#pragma once

#include <optional>

#include "knox/convert/linux_events.h"
#include "knox/linux_audit/assembly/assembly.h"
#include "knox/linux_audit/record/record.h"

namespace knox::convert {

LinuxCall read_call(const linux_audit::Record& record) noexcept;

// What an event is, and how it ended.
struct LinuxFacts {
  std::uint16_t event = 0;
  std::optional<bool> success;  // of the call, or as res= of the record says
  LinuxCall call;               // where `syscall` is not nullptr
  // The SYSCALL record; or the URINGOP record, also beside that of the io_uring_enter(2) that did it.
  const linux_audit::Line* syscall = nullptr;
  const linux_audit::Line* principal = nullptr;  // the record that says what the event is; never nullptr
};

class LinuxFactsReader {
 public:
  // Good as long as the event.
  LinuxFacts read(const linux_audit::Event& event);

 private:
  const linux_audit::Line* find_operation(const linux_audit::Event& event);
  void read_call(const linux_audit::Event& event, LinuxFacts& facts, bool is_execution);
  void read_outcome(LinuxFacts& facts);

  linux_audit::Record record_;
};

}  // namespace knox::convert

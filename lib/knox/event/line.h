// EventLine: an event as one line of text that a person reads, without the time and the host:
//
//   alice (as root) rename /etc/passwd.new to /etc/passwd by mv[812]
//   alice exec curl -s https://example.org [4102]: failure, ENOENT
//   logged-in bob from 203.0.113.9 by sshd[77]: failure
//   started-service nginx by systemd[1]
//
// Every string in it is a word of a shell (emit/shell.h), so that none can break the terminal, or the line,
// or pretend to be two.
#pragma once

#include <string>
#include <string_view>

#include "knox/base/out.h"
#include "knox/event/event.h"
#include "knox/event/lineage.h"

namespace knox::event {

// Makes its own room. `both` are the event's processes, as far as they are known.
void put_event(Out& out, const Event& event, const Processes& both);

// The line in memory.
class EventLine {
 public:
  // Good until the next call.
  std::string_view of(const Event& event, const Processes& both);
  std::string_view of(const Event& event) { return of(event, Processes(event)); }

 private:
  std::string text_;
  StringWriter writer_{text_};
  Out out_{writer_};
};

// The name of the program that a process runs, without its directory; empty: not known.
std::string_view program_name(const Process& process) noexcept;

}  // namespace knox::event

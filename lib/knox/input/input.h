// Input: one kind of audit data as a source of events. It brings the framer for its data, and makes events
// out of the frames; the tool drives both, one file after the other. What belongs together may be in several
// files, as in Linux Audit logs that were rotated.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "knox/event/event.h"
#include "knox/input/told.h"
#include "knox/io/reader.h"

namespace knox::bsm {
class Record;
class Selection;
}  // namespace knox::bsm
namespace knox::linux_audit {
struct Event;
}
namespace knox::os {
class Names;
}

namespace knox::input {

// What is handed out, and how much is known of it. Frames that nobody wants are passed over before they are
// parsed, and cost next to nothing.
enum class Wanted : std::uint8_t {
  kExecutions,  // event.exec, and nothing else
  kActs,        // beginnings and ends of processes: event.act, and with an execution event.exec
  kProcesses,   // the same, and every other record of which it is known whose it is
  kEvents,  // everything, and all that is known of it but for event.access, and (Options::acts) exec and act
  kAccess   // who gets in and tries to, who becomes whom, what is done to accounts: event.access
};

struct Options {
  Wanted wanted = Wanted::kExecutions;
  // For kExecutions: of BSM records, or what they would be; nullptr: all of them. It stays the caller's and
  // outlives the input. The others are not handed out, or, with `all`, not as `selected`. For kActs: which
  // executions are `selected`; not of Endpoint Security.
  const bsm::Selection* selection = nullptr;
  bool all = false;
  // For kProcesses and kEvents: which BSM records are `selected`, asked for every record, in order; empty:
  // all of them.
  std::function<bool(const bsm::Record&)> selects = {};
  std::function<bool(const linux_audit::Event&)> selects_event = {};  // the same of Linux Audit
  // For kProcesses: the same of what is neither, which is asked as a mapped event. It needs names.
  std::function<bool(const event::Event&)> selects_mapped = {};
  // Where to tell the names of ids that the data itself has, and whom kEvents and kAccess ask for them;
  // nullptr: nowhere, but not for these two. As `selection`.
  os::Names* names = nullptr;
  // For kEvents: the name of the host, in place of what the data says; empty: that.
  std::string host = {};
  // For kEvents: whether events are wanted whose word this is (Event::word); empty: all of them. Others may
  // be handed out, too, and damage inside of one that is not is not noticed.
  std::function<bool(std::string_view word)> wants = {};
  // For kEvents: also event.act, and event.exec of an execution, for who asks whose events these are.
  bool acts = false;
  // For kExecutions: only executions are wanted whose file, script or argv[0] has one of these base names,
  // which are letters, digits and what no format escapes; empty: all of them. Others may be handed out, too.
  std::vector<std::string> programs = {};
  // For kAccess: the year of the first line that has none; 0: the latest that it can be.
  unsigned year = 0;
  // For kExecutions: also what sudo was asked to run (event/sudo.h). It needs names.
  bool sudo = false;
  // The data comes straight from the kernel, in its order.
  bool live = false;
};

// Good during the call that hands it out.
struct Report {
  const event::Event& event;
  // The bytes that told of it, as they were read: one record, or all lines of an event. `end` stood behind
  // each piece. Not for kExecutions.
  std::span<const std::string_view> pieces = {};
  std::string_view end = {};
  bool whole = true;  // not cut by the end of the input
  bool selected = true;
};

class Input {
 public:
  using Emit = std::function<void(const Report&)>;

  virtual ~Input() = default;

  // A file begins. Its framer stays the input's.
  virtual io::Framer& begin() = 0;

  // Takes one frame, and emits the events that it completes: none for most frames. Returns what was wrong
  // inside of it, if anything; the offset counts from the frame's start.
  virtual std::optional<Error> take(const io::Frame& frame, const Emit& emit) = 0;

  // A live input has been silent for so many milliseconds: emits what need not wait any longer.
  virtual void silence(std::uint32_t, const Emit&) {}

  // Of the file that began last.
  virtual FileTold told() const { return {}; }

  // There are no more files: emits what still waited for more frames.
  virtual void finish(const Emit&) {}
};

}  // namespace knox::input

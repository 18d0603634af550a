// ExecInput: one kind of audit data as a source of executions. It brings the framer for its data, and makes
// events out of the frames; the tool drives both, one file after the other. What belongs together may be in
// several files, as in Linux Audit logs that were rotated.
#pragma once

#include <functional>
#include <optional>

#include "knox/event/exec.h"
#include "knox/io/reader.h"

namespace knox::bsm {
class Selection;
}
namespace knox::os {
class Names;
}

namespace knox::input {

struct ExecOptions {
  // Of BSM records, or what they would be; nullptr: all of them. It stays the caller's and outlives the
  // input.
  const bsm::Selection* selection = nullptr;
  // Where to tell the names of ids that the data itself has; nullptr: nowhere. The same.
  os::Names* names = nullptr;
  // The data comes straight from the kernel, in its order.
  bool live = false;
};

class ExecInput {
 public:
  // The event is good during the call only.
  using Emit = std::function<void(const event::Exec&)>;

  virtual ~ExecInput() = default;

  // A file begins. Its framer stays the input's.
  virtual io::Framer& begin() = 0;

  // Takes one frame, and emits the executions that it completes: none for most frames, and these cost next to
  // nothing. Returns what was wrong inside of it, if anything; the offset counts from the frame's start.
  virtual std::optional<Error> take(const io::Frame& frame, const Emit& emit) = 0;

  // A live input has been silent for so many milliseconds: emits what need not wait any longer.
  virtual void silence(std::uint32_t, const Emit&) {}

  // There are no more files: emits what still waited for more frames.
  virtual void finish(const Emit&) {}
};

}  // namespace knox::input

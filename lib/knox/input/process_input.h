// ProcessInput: one kind of audit data as a source of what processes do, record by record. As ExecInput, it
// brings the framer for its data, and the tool drives both, one file after the other.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "knox/event/process.h"
#include "knox/io/reader.h"

namespace knox::bsm {
class Record;
}
namespace knox::os {
class Names;
}

namespace knox::input {

struct ProcessOptions {
  // Hand out only forks, executions and exits; then everything else costs next to nothing.
  bool acts_only = false;
  // Which BSM records are `selected`, asked for every record, in order; empty: all of them.
  std::function<bool(const bsm::Record&)> selects = {};
  // As in ExecOptions.
  os::Names* names = nullptr;
  bool live = false;
};

// Good during the call that hands it out.
struct ProcessRecord {
  const event::ProcessEvent& event;
  // The bytes that told of it, as they were read: one record, or all lines of an event. `end` stood behind
  // each piece.
  std::span<const std::string_view> pieces;
  std::string_view end;
  bool whole = true;  // not cut by the end of the input
  bool selected = true;
};

class ProcessInput {
 public:
  using Emit = std::function<void(const ProcessRecord&)>;

  virtual ~ProcessInput() = default;

  // A file begins. Its framer stays the input's.
  virtual io::Framer& begin() = 0;

  // Takes one frame, and emits the records that it completes and that tell of a process. Returns what was
  // wrong inside of it, if anything; the offset counts from the frame's start.
  virtual std::optional<Error> take(const io::Frame& frame, const Emit& emit) = 0;

  // A live input has been silent for so many milliseconds: emits what need not wait any longer.
  virtual void silence(std::uint32_t, const Emit&) {}

  // There are no more files: emits what still waited for more frames.
  virtual void finish(const Emit&) {}
};

// The table of formats for tools that follow processes. A new format is one file and one row in
// process_formats.cpp.
struct ProcessFormat {
  std::string_view name;
  std::string_view description;
  bool binary;  // not for a terminal
  // Whether an input that begins with these bytes (some, or all there are) is of this format.
  bool (*sniff)(Bytes front);
  std::unique_ptr<ProcessInput> (*make)(const ProcessOptions& options);
};

std::span<const ProcessFormat> process_formats();
const ProcessFormat* sniff_process_format(Bytes front);  // nullptr: damage comes first, or it is none of them

std::unique_ptr<ProcessInput> make_bsm_process_input(const ProcessOptions& options);
std::unique_ptr<ProcessInput> make_linux_process_input(const ProcessOptions& options);

}  // namespace knox::input

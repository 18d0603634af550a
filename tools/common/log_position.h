// Where a run over a log began and where it ended, for --checkpoint.
#pragma once

#include <string>
#include <vector>

#include "common/inputs.h"
#include "common/tool.h"
#include "knox/linux_audit/assembly/assembly.h"
#include "knox/linux_audit/log/checkpoint.h"

namespace knox::tools {

class LogPosition {
 public:
  // `path` of the checkpoint; empty: there is none, and nothing below does anything.
  LogPosition(Tool& tool, std::string path) : tool_(tool), path_(std::move(path)) {}

  // Reads the checkpoint, and leaves those inputs that were not read before. False: it cannot be used, which
  // was said.
  bool load(InputOptions& input);
  const std::vector<std::string>& open_lines() const noexcept { return last_.open; }

  void begin(const std::string& name);
  // False: the line is still being written, and belongs to the next run.
  bool take(const io::Frame& frame, bool line_is_open);
  // These bytes were told to be damage, and are not read again.
  void skipped(const io::Damage& damage);
  // True: the event may get more records, and the next run prints it.
  bool keep(const linux_audit::Event& event);

  // Writes the new checkpoint after all output was written. Returns the exit status.
  int save();

 private:
  Tool& tool_;
  std::string path_;
  linux_audit::Checkpoint last_, next_;
  std::string newest_;  // the last input
  bool in_newest_ = false;
  bool is_known_ = false;  // there is a line by which this input is found again
};

}  // namespace knox::tools

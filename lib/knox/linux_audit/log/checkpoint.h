// Checkpoint: where a run over a log ended, so that the next one goes on there: each event is in exactly one
// run, also when the log is rotated, copied or compressed in between, and also when its last records had not
// been written yet.
//
// A small text file:
//
//   knox checkpoint 1
//   offset 8388480               in bytes of the uncompressed log, behind the last whole line that was read
//   log type=DAEMON_START ...    the log's first line, by which it is known
//   open type=SYSCALL ...        the records of events that were not whole, one on each line
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "knox/base/error.h"

namespace knox::linux_audit {

struct Checkpoint {
  std::uint64_t offset = 0;
  std::string first_line;
  std::vector<std::string> open;

  bool operator==(const Checkpoint&) const = default;
};

// nullopt: there is no such file, this is the first run. Errors: kSystem, kBadSize; kBadValue when it is no
// checkpoint.
Result<std::optional<Checkpoint>> read_checkpoint(const std::string& path);

// Replaces the file at once, so that a run that is killed leaves the old one. Errors: kSystem.
Result<void> write_checkpoint(const std::string& path, const Checkpoint& checkpoint);

}  // namespace knox::linux_audit

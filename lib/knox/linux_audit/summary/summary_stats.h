// What became of the lines of a log, as numbers that add up: for --stats.
#pragma once

#include "knox/base/out.h"
#include "knox/linux_audit/assembly/assembly.h"

namespace knox::linux_audit {

struct LogStats {
  AssemblyCounts assembly;
  std::uint64_t blank_lines = 0;
  std::uint64_t duplicates = 0;       // records that came twice, and were left out the second time
  std::uint64_t other_bytes = 0;      // no records
  std::uint64_t selected_events = 0;  // that were printed
};

// Every record was handed out in an event, passed over, or still waits.
bool adds_up(const AssemblyCounts& counts) noexcept;

// A line for each thing:
//
//   lines: 44 = 42 records + 2 blank; 20 bytes are in no record
//   lines: 46 = 42 records + 2 blank + 2 twice in the journal
//   records: 42 = 40 in events + 2 passed over + 0 waiting
//   events: 11, 9 selected, 0 late, 0 early for want of memory
//   serial numbers: 3 missing (possible loss; filters use up numbers, too), 1 restarts
void put_stats_text(Out& out, const LogStats& stats);

// One JSON object on a line.
void put_stats_json(Out& out, const LogStats& stats);

}  // namespace knox::linux_audit

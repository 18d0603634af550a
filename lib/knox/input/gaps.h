// Gaps: where records are missing in an input, as far as its records are numbered.
//
//   linux   serial number: the kernel's, counted since boot, of each node. Records of auditd itself
//   (DAEMON_*)
//           have numbers of their own
//   es      global_seq_num: of each run of a client of Endpoint Security, and each host
//   bsm     sequence token: where the policy has "seq", which OpenBSM's kernels do not. Trails are chained:
//           the file token at the end of one names the next, and the one at a start the one before; where
//           there are none, a trail's name has its end (START.END), which is the next one's start
//
// Numbers that are missing before the first record and after the last cannot be known.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "knox/base/numbering.h"
#include "knox/input/told.h"
#include "knox/io/reader.h"

namespace knox::input {

// Good during the call that hands it out.
struct Gap {
  std::string_view of;                     // "serial number", "global_seq_num", "sequence", "trail"
  std::string_view host = {};              // empty: not known
  std::optional<Time> from = {}, to = {};  // of the records on both sides
  std::uint64_t first = 0, last = 0;       // numbers, both included; not of a trail
  std::string_view trail = {};             // the name of one that is missing; empty: not known
};

class GapFinder {
 public:
  using Emit = std::function<void(const Gap&)>;

  virtual ~GapFinder() = default;

  // A file, by its name; they come in the order in which they were written, so what is missing between two is
  // found, too. The framer stays the finder's.
  virtual io::Framer& begin(const std::string& name) = 0;
  // One frame. The damage in it, if any, as of an Input.
  virtual std::optional<Error> take(const io::Frame& frame, const Emit& emit) = 0;
  // Nothing more comes, or nothing did for longer than records are late: what is missing is emitted.
  virtual void flush(const Emit& emit) = 0;
  // Of the last file.
  virtual FileTold told() const { return {}; }
  // Whether anything was numbered so far: otherwise nothing can be known to be missing.
  bool is_numbered() const noexcept { return is_numbered_; }

 protected:
  bool is_numbered_ = false;
};

// By the name of an input format; nullptr: its records have no numbers.
std::unique_ptr<GapFinder> make_gap_finder(std::string_view format);

}  // namespace knox::input

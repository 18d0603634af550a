// Finds the lines of a Linux Audit log. A line ends with LF or CR LF, which belong to it; blank lines are
// lines, and so are those that are no records. The last line need not end: it is taken for cut when its head
// is not whole or its quotes are open.
//
// A line also ends in front of a NUL. Files have holes of these after a crash, and some senders end what they
// send with one; they are skipped.
//
// An entry of journalctl -o export is one frame (wrapped.h).
//
// Two records on one line, as left behind by a daemon that was killed while it wrote, are two frames: where
// another whole head begins, and the rest has no open quotes, a new record does. Inside of a quoted string,
// which may have been written by anybody, none does.
#pragma once

#include "knox/io/framer.h"

namespace knox::linux_audit {

// auditd writes at most 8970 bytes, and adds the names of an ENRICHED log; shippers put more around it. A
// line longer than this is no record and is skipped, whatever its length, without being kept in memory.
inline constexpr std::size_t kMaxLine = 4 * 1024 * 1024;

class LineFramer final : public io::Framer {
 public:
  io::Step next(Bytes unread, bool final) override;
  std::size_t max_frame() const override { return kMaxLine; }
  std::uint64_t line() const override { return line_; }

  // The last frame is of a line that has no end yet.
  bool is_open() const { return open_; }

 private:
  io::Step step(Bytes unread, bool final);
  io::Step entry(std::string_view text, bool final);

  std::uint64_t line_ = 0, ends_ = 0;  // of the last step; of lines so far
  std::size_t searched_ = 0;           // so many bytes of what was shown before hold no end of a line
  bool skipping_ = false;              // the line is too long, and its end has not been seen
  bool open_ = false;
};

}  // namespace knox::linux_audit

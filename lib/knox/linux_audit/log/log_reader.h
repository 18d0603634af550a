// LogReader: the records in the frames of a LineFramer, whatever is around them. What a log's own lines are,
// HeadReader says, and for these this costs nothing; what else there is:
//
//   node=web1 type=SYSCALL msg=audit(1.000:1): ... type=CWD msg=audit(1.000:1): ...
//                   an event on one line, in several frames: its first node= is that of all
//   {"message":"type=CWD msg=audit(1.000:1): ..."}     inside of something else: wrapped.h
//   2023-10-06T09:47:13.9Z stdout P type=CWD msg=...   a line in pieces, as containerd and CRI-O write it
//   Oct  6 09:47:13 host audit[7]: CWD cwd="/"         journald's short lines have no stamp, so they are no
//                                                      records
//
// A line that has nothing of a record is foreign (io/foreign.h): /var/log/messages is full of them.
#pragma once

#include <string>
#include <string_view>

#include "knox/base/error.h"
#include "knox/linux_audit/log/line.h"
#include "knox/linux_audit/log/line_framer.h"
#include "knox/linux_audit/log/wrapped.h"

namespace knox::linux_audit {

// What a log was, as far as it was read.
struct LogTold {
  bool any = false;            // there were records
  bool mixed = false;          // with headers or something else around them, so that there may be other lines
  std::string_view hint = {};  // why some lines could not be read, and what could be done; or empty
};

class LogReader {
 public:
  void begin();  // a file

  // The first record of a frame, or what it is instead. A record is good until the next call of this or of
  // next(), and as long as the frame.
  LineKind read(std::string_view frame, Line& line) {
    const LineKind kind = heads_.peek(frame, line);
    const bool is_plain = kind == LineKind::kRecord && line.type_name.data() == line.text.data() + 5;
    if (is_plain && !in_line_ && frame.back() == '\n') [[likely]] {
      told_.any = true;
      return kind;
    }
    return read_other(frame, kind, line);
  }
  // The next one of the same frame; false: there are no more.
  bool next(Line& line) { return !inner_.empty() && next_inner(line); }

  // Calls `take` for each record of a frame, which is in `line` then. What was wrong with a frame that has
  // none; nothing is with a blank one, or one whose records came before.
  template <class Take>
  std::optional<Error> read_each(std::string_view frame, Line& line, Take take) {
    switch (read(frame, line)) {
      case LineKind::kBlank:
      case LineKind::kTwice: return std::nullopt;
      case LineKind::kOther: return trouble();
      case LineKind::kRecord: break;
    }
    do take();
    while (next(line));
    return std::nullopt;
  }

  // What was wrong with a frame that was LineKind::kOther.
  Error trouble() const noexcept { return trouble_; }

  const LogTold& told() const noexcept { return told_; }
  // Records that were left out because they came twice, of all files.
  std::uint64_t duplicates() const noexcept { return unwrapper_.duplicates(); }

 private:
  LineKind read_other(std::string_view frame, LineKind kind, Line& line);
  LineKind read_wrapped(Wrapped found, Line& line);
  LineKind refuse(std::string_view text);
  void see(std::string_view frame, Line& line);
  bool next_inner(Line& line);

  HeadReader heads_;
  LogTold told_;
  Error trouble_ = {};

  bool in_line_ = false;  // the frame before did not end its line
  std::string node_;      // of the event on that line
  Time time_;
  std::uint32_t serial_ = 0;
  std::string with_node_;  // a record to which it was added

  Unwrapper unwrapper_;
  Pieces pieces_;
  LineFramer inner_framer_;
  std::string lines_;       // what was found inside of a frame
  std::string_view inner_;  // what was not handed out of it
};

// Whether these bytes, the first of an input, can be a log: there is a record among their lines.
bool looks_like_log(Bytes front);

}  // namespace knox::linux_audit

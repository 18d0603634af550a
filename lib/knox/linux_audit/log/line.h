// Line: one line of a Linux Audit log as far as its stamp, which is all that sorting lines into events takes.
// It borrows everything from the text of the line.
//
//   [PREFIX][node=NAME ]type=TYPE msg=audit(SECONDS.MILLISECONDS:SERIAL): BODY      auditd's log
//   [PREFIX]audit: type=1300 audit(SECONDS.MILLISECONDS:SERIAL): BODY               the kernel's own log
//
// PREFIX is what a transport puts before it (transport.h): a syslog header ("<13>Mar  1 09:00:00 host
// audispd: "), the kernel's clock ("[   12.345678] "). TYPE is a name (record_types.h), a number, or
// UNKNOWN[number]. Writers by hand leave the milliseconds out, or the serial number, or the colon behind the
// stamp, or put a space in front of it. What rsyslog makes of a line's end, #012, is dropped as an end is.
//
// References: the kernel's audit_log_start() and audit_printk_skb(), auditd's format_event().
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "knox/base/time.h"
#include "knox/linux_audit/names/record_types.h"

namespace knox::linux_audit {

struct Line {
  std::string_view text;       // all of it, without the end of the line
  std::string_view node;       // empty: not told
  std::string_view type_name;  // as written: SYSCALL, 1300, UNKNOWN[1300]; may be empty
  std::string_view body;       // what follows the stamp, without the spaces in front
  RecordType type{};           // 0: a name that is not known
  std::uint32_t serial = 0;    // 0 where there is none
  Time time;                   // to the millisecond

  std::string_view prefix() const noexcept;  // what stands before node= or type=, mostly nothing
  bool operator==(const Line&) const = default;
};

enum class LineKind : std::uint8_t {
  kRecord,
  kBlank,  // nothing but white space, or what ausearch and auparse write between events: ----, time->...
  kTwice,  // a record that came before: a journal has some from two transports (wrapped.h)
  kOther   // no stamp: no record, or one that is cut before its body
};

// Reads the line's head; of a line that is no record, only `text` is set. Line ends and white space around it
// are dropped.
LineKind peek(std::string_view text, Line& line);

// The same for line after line, and faster: neighbours mostly have one stamp, and there are few types, so
// that both are recognised as they are written.
class HeadReader {
 public:
  LineKind peek(std::string_view text, Line& line);

 private:
  struct Type {
    std::array<char, 16> text{};  // what followed type=
    std::uint32_t size = 0;       // of the name in it; 0: none is remembered
    RecordType type{};
  };
  struct Stamp {
    std::array<char, 32> text{};  // what followed audit(
    std::uint32_t size = 0;       // of the stamp in it; 0: none is remembered
    std::uint32_t serial = 0;
    Time time;
  };

  LineKind peek_behind_prefix(Line& line);
  bool read(const char* at, const char* end, Line& line);
  const char* read_type(const char* at, const char* end, Line& line);
  const char* read_stamp(const char* at, const char* end, Line& line);

  std::array<Type, 64> types_;  // at the places that their first letters give
  Stamp stamp_;                 // the latest
};

}  // namespace knox::linux_audit

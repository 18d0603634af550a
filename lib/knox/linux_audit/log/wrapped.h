// Records inside of something else: what shippers of logs and journald make of a record's line.
//
//   {"log":"type=CWD msg=audit(...): ...\n","stream":"stdout",...}     docker's json-file
//   {"message":"type=CWD ...",...}   {"event":{"original":"type=..."}}     Filebeat, and ECS in general
//   {"full_log":"type=SYSCALL ... type=CWD ..."}                           Wazuh: an event on one line
//   {"result":{"_raw":"type=..."}}, {"_source":{...}}, [{...},{...}]       Splunk, Elasticsearch, others
//   {"MESSAGE":"CWD cwd=...","_TRANSPORT":"audit","_AUDIT_TYPE":"1307","_AUDIT_ID":"812",
//    "_SOURCE_REALTIME_TIMESTAMP":"1700000000041000"}                     journalctl -o json
//   {"log":"type=CWD ...","stream":"stdout",...}   16 KiB of a line, and the rest of it in the next ones
//   __CURSOR=...\n_TRANSPORT=audit\n_AUDIT_ID=812\n...MESSAGE=CWD cwd=...\n\n  journalctl -o export
//
// Of each object the first text counts that can hold a record, in the order of the table in wrapped.cpp, and
// none that is in another place: those are names and arguments, which somebody else chose. journald takes
// the stamp off the records that it gets from the kernel; it is put together again from _AUDIT_ID and
// _SOURCE_REALTIME_TIMESTAMP, and without these there is no record. Where no auditd runs, the kernel writes
// its records into its own log as well, and the journal has them twice, by _TRANSPORT=audit and =kernel: the
// second with the same stamp, type and text is left out. (A long one is cut in the kernel's log, and stays.)
//
// References: systemd's journald-audit.c, systemd.journal-fields(7), "Journal Export Formats".
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace knox::linux_audit {

// An entry of journalctl -o export begins with this field, and ends with an empty line.
inline constexpr std::string_view kJournalEntry = "__CURSOR=";

// The size of the entry that these bytes begin with, with the empty line. 0: its end is not among them. npos:
// it is none; then `broken` is where that was seen.
std::size_t journal_entry_size(std::string_view text, std::size_t& broken) noexcept;

enum class Wrapped : std::uint8_t {
  kLines,    // were found
  kNothing,  // of a record
  kTwice,    // was found before, in the journal's other transport
  kPiece,    // the rest of a line is in the objects that follow
  kBroken,   // it cannot be read, or an important part of it is missing
  kMissing   // a record's text was left out by journalctl, because it is long
};

// A line that was written in pieces.
class Pieces {
 public:
  // The line that ends with this piece, good until the next call; nullopt: there are more to come.
  std::optional<std::string_view> join(std::string_view stream, std::string_view text, bool is_last);

 private:
  std::string stream_, text_, whole_;
};

class Unwrapper {
 public:
  Unwrapper();
  ~Unwrapper();

  void begin();  // another file

  // Appends the lines of records, each with its end. What is in these can be anything.
  Wrapped json(std::string_view text, std::string& lines);
  Wrapped journal_entry(std::string_view entry, std::string& lines);

  std::uint64_t duplicates() const noexcept;  // that were left out, of all files

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace knox::linux_audit

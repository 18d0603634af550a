// Printers: what a trail's records can be written as. One file a format; the table of them is formats.h.
#pragma once

#include <string>

#include "knox/base/out.h"
#include "knox/bsm/platform_tables.h"
#include "knox/bsm/record.h"
#include "knox/bsm/record_id.h"
#include "knox/os/names.h"

namespace knox::bsm {

struct PrintOptions {
  const PlatformTables* tables = nullptr;  // both stay the caller's and outlive the printer
  os::Names* names = nullptr;
  std::string host = {};  // what the host is called, for ECS; empty: the records say it, or nobody does
  // praudit's, for text and XML
  bool raw = false;             // -r: numbers instead of words for token ids, events, times, ids and errors
  bool short_names = false;     // -s: AUE_EXECVE instead of execve(2)
  bool multiline = false;       // one token a line instead of one record
  std::string delimiter = ",";  // -d
};

class Printer {
 public:
  virtual ~Printer() = default;
  virtual void begin(Out&) {}  // before the first record
  // `offset` is the record's place in its trail, in bytes.
  virtual void print(const Record& record, std::uint64_t offset, Out& out) = 0;
  virtual void end(Out&) {}  // after the last

  // Whether it prints of a record what that says, whatever was before it, but for ids(). Then parts of a
  // trail can be printed at the same time, each by a printer of its own.
  virtual bool is_independent() const { return false; }
  virtual RecordIds* ids() { return nullptr; }  // that it prints; nullptr: none
};

}  // namespace knox::bsm

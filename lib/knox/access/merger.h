// Merger: what several files of one host tell of one thing becomes one record: the audit log has the key and
// the time to the millisecond, the text log the port, the unknown name and the reason, wtmp the terminal.
//
//   audit.log   07:40:15.870  ssh login - root from 203.0.113.66: authentication_failed       [2300]
//   secure      07:40:15      ssh login - root from 203.0.113.66:40022: password_refused      [2300]
//   both        07:40:15.870  ssh login - root from 203.0.113.66:40022: password_refused
//
// Records are of one thing if nothing that they know differs, and they share a process id or a port within
// ten seconds, or, without either, the person and the place, command or account within two. A second record
// of the same source is another thing: each source tells of a thing once. What one of several sources says is
// in Record::filled.
//
// Nothing comes out before finish(), but for the earliest when there are more than kMost.
#pragma once

#include <cstdint>
#include <vector>

#include "knox/access/record.h"
#include "knox/access/window.h"

namespace knox::access {

class Merger {
 public:
  static constexpr std::size_t kMost = 50'000;

  explicit Merger(Emit emit) : emit_(std::move(emit)) {}

  // In any order.
  void take(const Record& record);
  // Hands them out in the order of their times.
  void finish();

  // How many came out too early to be merged with what came later.
  std::uint64_t released() const noexcept { return released_; }

 private:
  using Told = std::vector<Record>;  // all that is told of one thing

  void add(Record&& record);

  Emit emit_;
  std::vector<Record> records_;
  std::vector<Told> told_;
  std::uint64_t released_ = 0;
};

}  // namespace knox::access

// RecentRecords: the latest records of processes that nobody follows, for when it turns out that one of them
// should have been. A fork is told when it returns, and after a vfork that is when the child has executed
// something already: only then is it known whose child it was.
//
// Memory is fixed: kBytes of the records' bytes and kRecords of them, the oldest go first.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "knox/event/process.h"

namespace knox::event {

class RecentRecords {
 public:
  static constexpr std::size_t kBytes = 512 * 1024;
  static constexpr std::size_t kRecords = 4096;

  RecentRecords();

  // Copies a record of event.process. Of one that is too large, or has no bytes, it is known that it was.
  void add(const ProcessEvent& event, std::string_view bytes);

  // Calls `take` with each record of that process, the oldest first, that is not older than the tree's kLate
  // before `now` and has bytes, and forgets it. They are good during the call. True when the process has
  // ended in one of them. A process that had the pid before, and has ended, is another.
  bool take(const ProcessRef& process, Time now, const std::function<void(std::string_view)>& take);

 private:
  struct Record {
    ProcessRef process;
    std::uint64_t time = 0;   // milliseconds
    std::uint64_t begin = 0;  // of all bytes ever added
    std::uint32_t size = 0;
    ProcessAct act = ProcessAct::kOther;
    bool taken = false;
  };

  std::vector<char> bytes_;      // a ring; no record goes over its end
  std::vector<Record> records_;  // a ring
  std::uint64_t end_ = 0;        // of all bytes ever added, and those left out at the ring's end
  std::uint64_t count_ = 0;      // of all records ever added
  std::vector<Record*> found_;
};

}  // namespace knox::event

// FollowedRecords: of the records of a source, those of the processes that a filter follows, in order, also
// those of a child that came before it was known to be one (recent_records.h).
#pragma once

#include <functional>
#include <string_view>

#include "knox/event/process_filter.h"
#include "knox/event/recent_records.h"

namespace knox::event {

class FollowedRecords {
 public:
  // `children`: those of followed processes are followed, too, as the filter was told.
  FollowedRecords(ProcessFilter filter, bool children) : filter_(std::move(filter)), children_(children) {}

  enum class Whose : std::uint8_t {
    kFollowed,
    kUnknown,  // perhaps a child's: to be given to keep()
    kOthers
  };
  // All that the source tells, in its order. `put` gets what a new child did before, the oldest first; the
  // bytes are good during the call.
  Whose take(const ProcessEvent& event, const std::function<void(std::string_view)>& put);

  // The record of a kUnknown: a copy is kept. Empty: nobody wants it, but for what it says of the process.
  void keep(const ProcessEvent& event, std::string_view bytes) { recent_.add(event, bytes); }

 private:
  ProcessFilter filter_;
  bool children_;
  RecentRecords recent_;
};

}  // namespace knox::event

#include "knox/event/followed_records.h"

namespace knox::event {

FollowedRecords::Whose FollowedRecords::take(const ProcessEvent& event,
                                             const std::function<void(std::string_view)>& put) {
  const ProcessTree::Taken taken = filter_.take(event);
  if (taken.new_child && recent_.take(*event.child, event.time, put)) filter_.end(*event.child, event.time);
  if (taken.followed) return Whose::kFollowed;
  // Where records name the parent, a child is known at once.
  return children_ && !event.parent ? Whose::kUnknown : Whose::kOthers;
}

}  // namespace knox::event

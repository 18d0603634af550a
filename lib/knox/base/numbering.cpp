#include "knox/base/numbering.h"

#include <algorithm>

namespace knox {

void Numbering::take(std::uint64_t number, const Time& time, const Emit& emit) {
  if (!latest_) return begin({number, time}, emit);
  const bool is_later = time.seconds > latest_->time.seconds + kLate;
  const bool is_earlier = time.seconds + kLate < latest_->time.seconds;
  if (number > latest_->number) {
    if (is_earlier) return begin({number, time}, emit);
    if (number - latest_->number > 1) open_.push_back({latest_->number + 1, number - 1, latest_->time, time});
    latest_ = {number, std::max(time, latest_->time)};
  } else if (number < latest_->number) {
    if (is_later || is_earlier) return begin({number, time}, emit);
    fill(number);
  }
  while (!open_.empty() &&
         (open_.size() > kMostOpen || open_.front().to.seconds + kLate < latest_->time.seconds)) {
    emit(open_.front());
    open_.pop_front();
  }
}

void Numbering::flush(const Emit& emit) {
  for (const Gap& gap : open_) emit(gap);
  open_.clear();
}

void Numbering::begin(const Latest& latest, const Emit& emit) {
  flush(emit);
  latest_ = latest;
}

// A late record: what is left of the gap that it was in.
void Numbering::fill(std::uint64_t number) {
  const auto found =
      std::ranges::find_if(open_, [&](const Gap& gap) { return gap.first <= number && number <= gap.last; });
  if (found == open_.end()) return;
  const Gap gap = *found;
  const auto at = open_.erase(found);
  const auto behind = number < gap.last ? open_.insert(at, {number + 1, gap.last, gap.from, gap.to}) : at;
  if (gap.first < number) open_.insert(behind, {gap.first, number - 1, gap.from, gap.to});
}

}  // namespace knox

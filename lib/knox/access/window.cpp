#include "knox/access/window.h"

#include <algorithm>

namespace knox::access {

std::uint64_t Window::add(Record&& record) {
  record.number = ++last_;
  const Time time = record.time;
  times_.emplace(last_, time);
  records_.emplace(Place(time, last_), std::move(record));
  if (records_.size() > kMost) release(records_.begin());
  return last_;
}

Record* Window::find(std::uint64_t number) {
  const auto time = times_.find(number);
  return time == times_.end() ? nullptr : &records_.at({time->second, number});
}

void Window::drop(std::uint64_t number) {
  const auto time = times_.find(number);
  if (time == times_.end()) return;
  records_.erase({time->second, number});
  times_.erase(time);
}

Window::Records::iterator Window::release(Records::iterator at) {
  emit_(at->second);
  times_.erase(at->second.number);
  return records_.erase(at);
}

// A host whose clock was set back, or another of its files, begins anew.
void Window::pass(std::string_view host, Time now) {
  constexpr std::uint64_t kBack = 3600;
  if (records_.empty()) return;
  const auto is_over = [&](Time time, std::uint64_t wait) {
    return time.seconds + wait < now.seconds || now.seconds + kBack < time.seconds;
  };
  const bool may_be_over =
      is_over(records_.begin()->first.first, wait_) || is_over(records_.rbegin()->first.first, wait_);
  if (!may_be_over) return;
  for (auto at = records_.begin(); at != records_.end();) {
    if (is_over(at->first.first, at->second.host == host ? wait_ : std::max(wait_, kWaitOfOthers))) {
      at = release(at);
    } else {
      ++at;
    }
  }
}

void Window::release_all() {
  for (auto at = records_.begin(); at != records_.end();) at = release(at);
}

}  // namespace knox::access

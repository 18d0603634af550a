// What a history keeps, and what it lets go of.
#include <algorithm>

#include "knox/event/process_tree.h"
#include "knox/tree/history.h"

namespace knox::tree {

// Text that counts; too long it ends in an ellipsis, behind a whole character.
std::string History::keep(std::string_view text, std::size_t most) {
  std::string kept;
  if (bytes_ >= kMaxBytes && text.size() > 64) most = 64;
  if (text.size() <= most) {
    kept = text;
  } else {
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
    kept.append(text.substr(0, most)).append("\xe2\x80\xa6");
  }
  bytes_ += kept.size();
  return kept;
}

Index History::add(const event::ProcessRef& ref) {
  Index index = static_cast<Index>(processes_.size());
  if (free_.empty()) {
    processes_.emplace_back();
    links_.emplace_back();
  } else {
    index = free_.back();
    free_.pop_back();
  }
  Process& process = processes_[index];
  process.number = ++last_number_;
  process.wanted = std::ranges::find(options_.pids, ref.pid) != options_.pids.end();
  process.pid = ref.pid;
  process.version = ref.version;
  process.host = ref.host;
  by_pid_[{ref.host, ref.pid}] = index;
  append(index);
  ++count_;
  return index;
}

// Its pid is another's from now on.
void History::replace(Index index) {
  Process& process = processes_[index];
  by_pid_.erase({process.host, process.pid});
  if (process.ended == Ended::kExited) return;
  process.ended = Ended::kReplaced;
  if (options_.on_end) ended_.push_back(index);
}

void History::let_go(Index index) {
  Process& process = processes_[index];
  if (const auto found = by_pid_.find({process.host, process.pid});
      found != by_pid_.end() && found->second == index) {
    by_pid_.erase(found);
  }
  if (const Index parent = parent_of(process); parent != kNobody) --processes_[parent].children;
  for (const Execution& execution : process.executions)
    bytes_ -= execution.command.size() + execution.path.size();
  for (const Deeds& deeds : process.deeds) bytes_ -= sizeof deeds + deeds.what.size() + deeds.more.size();
  bytes_ -= process.user.size() + process.name.size() + process.host_name.size();
  process = {};
  unlink(index);
  free_.push_back(index);
  --count_;
}

void History::make_room() {
  if (options_.on_end && !ended_.empty()) return hand_out(UINT64_MAX);
  // Who has children goes to the end of the queue, but nobody is looked for long.
  Index index = oldest_;
  for (int looked = 0; looked < 256 && processes_[index].children > 0; ++looked) {
    unlink(index);
    append(index);
    index = oldest_;
  }
  const Process& process = processes_[index];
  if (options_.on_end && !process.maybe_thread) options_.on_end(process);
  if (!options_.on_end && !process.maybe_thread) ++left_out_;
  let_go(index);
}

void History::hand_out(std::uint64_t now) {
  while (!ended_.empty()) {
    const Process& process = processes_[ended_.front()];
    if (now != UINT64_MAX && event::milliseconds(process.last) + event::ProcessTree::kLate > now) return;
    const Index index = ended_.front();
    ended_.pop_front();
    options_.on_end(process);
    let_go(index);
  }
}

void History::finish() {
  if (!options_.on_end) return;
  hand_out(UINT64_MAX);
  for (const Process& process : processes_) {
    const bool says_something = process.is_heard_of() || process.children > 0;
    if (process.number != 0 && says_something && !process.maybe_thread) options_.on_end(process);
  }
}

void History::append(Index index) noexcept {
  links_[index] = {newest_, kNobody};
  (newest_ == kNobody ? oldest_ : links_[newest_].newer) = index;
  newest_ = index;
}

void History::unlink(Index index) noexcept {
  const auto [older, newer] = links_[index];
  (older == kNobody ? oldest_ : links_[older].newer) = newer;
  (newer == kNobody ? newest_ : links_[newer].older) = older;
}

}  // namespace knox::tree

#include "knox/event/process_tree.h"

#include <bit>

namespace knox::event {

namespace {

// Whether `then` is no longer ago than a record may be late.
bool is_recent(std::uint64_t then, std::uint64_t now) {
  return then >= now || now - then < ProcessTree::kLate;
}

}  // namespace

ProcessTree::ProcessTree(bool children, std::size_t most)
    : children_(children), most_(most), buckets_(std::bit_ceil(most), kNone) {}

void ProcessTree::follow(const ProcessRef& process, Time since, std::uint32_t parent) {
  Entry& entry = entries_[open(process)];
  entry.process = process;
  entry.parent = parent;
  entry.since = milliseconds(since);
  entry.state = State::kRuns;
}

void ProcessTree::end(const ProcessRef& process, Time when) {
  const Index index = find(process);
  if (index == kNone) return;
  entries_[index].state = State::kEnded;
  entries_[index].ended = milliseconds(when);
}

bool ProcessTree::follows(const ProcessRef& process) const noexcept {
  const Index index = find(process);
  return index != kNone && entries_[index].state == State::kRuns && entries_[index].process.may_be(process);
}

ProcessTree::Taken ProcessTree::take(const ProcessEvent& event, Root root) {
  const std::uint64_t now = milliseconds(event.time);
  const bool is_command = root == Root::kCommand;
  exits_are_told_ |= event.act == ProcessAct::kExit && !event.signal;
  look_at_parent(event);
  Taken taken{.followed = belongs(event.process, now)};
  const auto is_new = [&] {
    return root == Root::kProcess || (is_command && !event.child) ||
           (children_ && event.parent && belongs(*event.parent, now));
  };
  if (!taken.followed && is_new()) {
    follow(event.process, event.time, event.parent ? event.parent->pid : 0);
    taken.followed = true;
  }
  if (event.child) {
    taken.new_child = add_child(event, is_command || (children_ && taken.followed));
    taken.followed |= is_command;
  } else if (event.becomes) {
    become(event);
  } else if (event.act == ProcessAct::kExit && taken.followed) {
    end(event.process, event.time);
  }
  return taken;
}

// Ends a process whose pid shows to be another's.
void ProcessTree::look_at_parent(const ProcessEvent& event) noexcept {
  const Index index = event.parent ? find(event.process) : kNone;
  if (index == kNone) return;
  Entry& entry = entries_[index];
  const std::uint32_t parent = event.parent->pid;
  const bool has_changed = entry.parent != 0 && entry.parent != parent;
  const bool may_be_orphan = parent == 1 && event.act != ProcessAct::kExec;
  if (has_changed && !exits_are_told_ && !may_be_orphan) entry.state = State::kReplaced;
  entry.parent = parent;
}

// Whether a record of that process is one of a followed process.
bool ProcessTree::belongs(const ProcessRef& process, std::uint64_t now) noexcept {
  const Index index = find(process);
  if (index == kNone) return false;
  Entry& entry = entries_[index];
  if (entry.state == State::kReplaced || !entry.process.may_be(process)) return false;
  if (entry.state == State::kEnded && !is_recent(entry.ended, now)) return false;
  if (!entry.process.version) entry.process.version = process.version;
  unlink(index);
  append(index);
  return true;
}

// True when the child is new here, and followed.
bool ProcessTree::add_child(const ProcessEvent& event, bool is_followed) {
  const std::uint64_t now = milliseconds(event.time);
  const Index index = find(*event.child);
  if (index != kNone) {
    Entry& known = entries_[index];
    const std::uint64_t last = known.state == State::kRuns ? known.since : known.ended;
    const bool may_be_child = known.state != State::kReplaced && known.process.may_be(*event.child);
    if (may_be_child && is_recent(last, now)) return false;
    known.state = State::kReplaced;
  }
  if (is_followed) follow(*event.child, event.time, event.process.pid);
  return is_followed;
}

void ProcessTree::become(const ProcessEvent& event) {
  const Index index = find(event.process);
  if (index != kNone && entries_[index].process.may_be(event.process)) {
    entries_[index].process.version = event.becomes->version;
  }
}

// ---- the table

std::size_t ProcessTree::bucket_of(const ProcessRef& process) const noexcept {
  const std::uint64_t hash = (process.host ^ process.pid) * 0x9e3779b97f4a7c15;
  return (hash >> 32) & (buckets_.size() - 1);
}

ProcessTree::Index ProcessTree::find(const ProcessRef& process) const noexcept {
  Index index = buckets_[bucket_of(process)];
  while (index != kNone) {
    const Entry& entry = entries_[index];
    if (entry.process.pid == process.pid && entry.process.host == process.host) break;
    index = entry.chained;
  }
  return index;
}

// The entry of that pid, as the newest one; the oldest makes room for it if it has to.
ProcessTree::Index ProcessTree::open(const ProcessRef& process) {
  Index index = find(process);
  if (index != kNone) {
    unlink(index);
    append(index);
    return index;
  }
  if (entries_.size() < most_) {
    index = static_cast<Index>(entries_.size());
    entries_.emplace_back();
  } else {
    index = oldest_;
    unlink(index);
    unchain(index);
  }
  Index& first = buckets_[bucket_of(process)];
  entries_[index] = {.process = process, .chained = first};
  first = index;
  append(index);
  return index;
}

void ProcessTree::unchain(Index index) noexcept {
  Index* at = &buckets_[bucket_of(entries_[index].process)];
  while (*at != index) at = &entries_[*at].chained;
  *at = entries_[index].chained;
}

void ProcessTree::append(Index index) noexcept {
  entries_[index].older = newest_;
  entries_[index].newer = kNone;
  (newest_ == kNone ? oldest_ : entries_[newest_].newer) = index;
  newest_ = index;
}

void ProcessTree::unlink(Index index) noexcept {
  const Entry& entry = entries_[index];
  (entry.older == kNone ? oldest_ : entries_[entry.older].newer) = entry.newer;
  (entry.newer == kNone ? newest_ : entries_[entry.newer].older) = entry.older;
}

}  // namespace knox::event

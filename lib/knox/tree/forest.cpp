#include "knox/tree/forest.h"

#include <algorithm>
#include <span>

namespace knox::tree {

namespace {

// Lists of children: those of `parent` begin at first[parent].
struct Children {
  std::vector<Index> all;
  std::vector<std::uint32_t> first;

  std::span<const Index> of(std::size_t parent) const {
    return std::span(all).subspan(first[parent], first[parent + 1] - first[parent]);
  }
};

bool is_shown(const Process& process) {
  const bool says_something = process.is_heard_of() || process.children > 0;
  return process.number != 0 && says_something && !process.maybe_thread;
}

// The roots are the children of the one behind the last.
Children children_of(const History& history) {
  const auto& processes = history.processes();
  const std::size_t roots = processes.size();
  Children children;
  children.first.assign(roots + 2, 0);
  std::vector<Index> shown;
  for (Index i = 0; i < roots; ++i) {
    if (is_shown(processes[i])) shown.push_back(i);
  }
  // Who is known as a parent alone begins with the first child.
  std::vector<Time> begins(roots);
  for (const Index i : shown) {
    const Process& process = processes[i];
    const Index parent = history.parent_of(process);
    if (process.is_heard_of()) begins[i] = process.begin_shown();
    const bool is_of_child = parent != kNobody && !processes[parent].is_heard_of();
    if (is_of_child && (begins[parent] == Time() || begins[i] < begins[parent])) begins[parent] = begins[i];
  }
  std::ranges::sort(shown, [&](Index a, Index b) {
    return begins[a] != begins[b] ? begins[a] < begins[b] : processes[a].number < processes[b].number;
  });
  const auto place = [&](Index i) {
    const Index parent = history.parent_of(processes[i]);
    return parent == kNobody ? roots : parent;
  };
  for (const Index i : shown) ++children.first[place(i) + 1];
  for (std::size_t i = 1; i < children.first.size(); ++i) children.first[i] += children.first[i - 1];
  children.all.resize(shown.size());
  std::vector<std::uint32_t> next = children.first;
  for (const Index i : shown) children.all[next[place(i)]++] = i;
  return children;
}

}  // namespace

Forest::Forest(const History& history, Keep keep) : history_(history) {
  grow(keep);
  measure();
}

void Forest::grow(Keep keep) {
  const auto& processes = history_.processes();
  const Children children = children_of(history_);
  // Depth first, without recursion: a chain can be as long as there are processes.
  struct Open {
    Index index;
    std::uint32_t parent, depth;
    bool is_last, is_below;
  };
  std::vector<Open> open;
  std::vector<bool> kept;
  const auto push = [&](std::size_t of, std::uint32_t row, std::uint32_t depth, bool is_below) {
    const std::span<const Index> list = children.of(of);
    for (std::size_t i = list.size(); i-- > 0;) {
      open.push_back({list[i], row, depth, i + 1 == list.size(), is_below});
    }
  };
  push(processes.size(), kNobody, 0, false);
  while (!open.empty()) {
    const Open at = open.back();
    open.pop_back();
    const Process& process = processes[at.index];
    const bool is_below = at.is_below || process.wanted;
    const auto row = static_cast<std::uint32_t>(rows_.size());
    rows_.push_back({&process, at.depth, at.parent, at.is_last, false});
    kept.push_back(keep == Keep::kAll || (keep == Keep::kSelected && process.selected) ||
                   (keep == Keep::kWanted && is_below && process.selected));
    push(at.index, row, at.depth + 1, is_below);
  }
  if (keep == Keep::kAll) kept.assign(rows_.size(), true);
  prune(kept);
}

// Leaves out what is not kept and has nothing below it that is, and roots of which only one child is known.
void Forest::prune(const std::vector<bool>& kept) {
  std::vector<bool> shown = kept;
  std::vector<std::uint32_t> children(rows_.size());
  for (std::size_t i = rows_.size(); i-- > 0;) {
    if (!shown[i] || rows_[i].parent == kNobody) continue;
    shown[rows_[i].parent] = true;
    ++children[rows_[i].parent];
  }
  bool is_lifted = false;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    Row& row = rows_[i];
    if (row.parent == kNobody) {
      is_lifted = shown[i] && !row.process->is_heard_of() && children[i] == 1;
      if (is_lifted) shown[i] = false;
    } else if (is_lifted) {
      if (row.depth == 1) row.parent = kNobody;
      --row.depth;
    }
  }
  std::vector<std::uint32_t> place(rows_.size());
  std::vector<bool> has_later(rows_.size());
  bool has_later_root = false;
  for (std::size_t i = rows_.size(); i-- > 0;) {
    if (!shown[i]) continue;
    const std::uint32_t parent = rows_[i].parent;
    rows_[i].is_last = parent == kNobody ? !has_later_root : !has_later[parent];
    rows_[i].is_shown_for_others = !kept[i];
    if (parent == kNobody) {
      has_later_root = true;
    } else {
      has_later[parent] = true;
    }
  }
  std::size_t count = 0;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (!shown[i]) continue;
    place[i] = static_cast<std::uint32_t>(count);
    Row row = rows_[i];
    if (row.parent != kNobody) row.parent = place[row.parent];
    rows_[count++] = row;
  }
  rows_.erase(rows_.begin() + static_cast<std::ptrdiff_t>(count), rows_.end());
}

void Forest::measure() {
  for (const Row& row : rows_) {
    const Process& process = *row.process;
    if (!process.is_heard_of()) continue;
    const Time begin = process.begin_shown(), end = std::max(process.end_shown(), process.last);
    if (begin_ == Time() || begin < begin_) begin_ = begin;
    end_ = std::max(end_, end);
  }
}

}  // namespace knox::tree

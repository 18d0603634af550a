#include "knox/tree/history.h"

#include <algorithm>
#include <charconv>

#include "knox/event/line.h"
#include "knox/event/process_tree.h"

namespace knox::tree {

namespace {

using event::Action;
using event::ProcessAct;

constexpr std::uint64_t kLate = event::ProcessTree::kLate;
constexpr std::size_t kNewAtOnce = 3;  // processes that one event can name: who did it, its parent, its child

// Whether `then` is no longer ago than a record may be late.
bool is_recent(Time then, std::uint64_t now) noexcept {
  const std::uint64_t time = event::milliseconds(then);
  return time >= now || now - time < kLate;
}

// With whose rights it goes on that executes something.
std::string user_of(const event::Who& who) {
  const event::Principal& rights = who.effective.user.known() ? who.effective.user : who.real.user;
  if (!rights.name.empty()) return std::string(rights.name);
  return rights.id ? std::to_string(*rights.id) : std::string();
}

// With whose rights the process runs, which are not those of the person whom a daemon's record is about. A
// name is told of some ids.
std::string user_of(const event::Event& event) {
  const event::Who& who = event.who;
  const event::ProcessIds& ids = event.act->ids;
  const std::optional<std::uint32_t> rights = ids.euid ? ids.euid : ids.ruid;
  if (!rights || *rights == ~std::uint32_t{0}) return {};
  for (const event::Principal* const principal :
       {&who.effective.user, &who.real.user, &who.audit, &who.saved.user, &who.target.user}) {
    if (principal->id == rights && !principal->name.empty()) return std::string(principal->name);
  }
  return std::to_string(*rights);
}

bool is_named(const event::Exec& exec, const std::vector<std::string>& names) {
  const auto has = [&](std::string_view path) {
    return !path.empty() && std::ranges::find(names, event::base_name(path)) != names.end();
  };
  return has(exec.exec_path) || has(exec.script) || (!exec.args.empty() && has(exec.args.front()));
}

}  // namespace

void History::take(const event::Event& event, bool selected) {
  if (event.act == nullptr) return;
  const event::ProcessEvent& act = *event.act;
  if (act.process.pid == 0) return;
  ++events_;
  if (first_ == Time() || act.time < first_) first_ = act.time;
  last_ = std::max(last_, act.time);
  time_digits_ = std::max(time_digits_, event.time_digits);
  ends_are_told_ |= act.act == ProcessAct::kExit && !act.signal;

  while (count_ + kNewAtOnce > options_.max_processes) make_room();
  const Index index = self(event);
  Index doer = index;
  hear(index, event, Heard::kOfItself);
  if (act.child && act.child->pid != 0) {
    const Index child = take_child(index, event);
    if (act.exec != nullptr) doer = child;
  }
  if (event.action == Action::kCreatedThread && event.success != false) add_thread(index, event);
  if (act.act == ProcessAct::kExec && act.exec->success != false) take_exec(doer, event);
  if (act.act == ProcessAct::kExit) take_exit(index, act);
  Process& process = processes_[doer];
  if (selected) {
    process.selected = 1;
    take_deed(process, event);
  }
  if (act.exec != nullptr && !options_.commands.empty() && is_named(*act.exec, options_.commands)) {
    process.wanted = 1;
  }
  if (options_.on_end) hand_out(event::milliseconds(act.time));
}

// ---- whose it is

Index History::find(const event::ProcessRef& ref) const noexcept {
  const auto found = by_pid_.find({ref.host, ref.pid});
  return found == by_pid_.end() ? kNobody : found->second;
}

bool History::is_another(const Process& known, const event::ProcessEvent& act) const noexcept {
  const std::uint64_t now = event::milliseconds(act.time);
  if (known.version && act.process.version && *known.version != *act.process.version) return true;
  if (known.ended == Ended::kExited && !is_recent(known.end, now)) return true;
  if (ends_are_told_ || !act.parent || known.parent_pid == 0) return false;
  const bool may_be_orphan = act.parent->pid == 1 && act.act != ProcessAct::kExec;
  return known.parent_pid != act.parent->pid && !may_be_orphan;
}

void History::add_thread(Index index, const event::Event& event) {
  ++processes_[index].threads;
  std::uint32_t thread = 0;
  const std::string_view digits = event.object.name;
  const auto [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), thread);
  if (error != std::errc() || rest != digits.data() + digits.size()) return;
  if (threads_.size() >= kMaxThreads) threads_.clear();
  threads_[{event.act->process.host, thread}] = processes_[index].pid;
}

// The process whose thread that number is; kNobody: it is not one of a thread, or no longer.
Index History::process_of_thread(const event::ProcessEvent& act) {
  const auto thread = threads_.find({act.process.host, act.process.pid});
  if (thread == threads_.end()) return kNobody;
  const Index index = find({.pid = thread->second, .host = act.process.host});
  const bool is_its = index != kNobody && act.act != ProcessAct::kExec &&
                      (!act.parent || act.parent->pid == processes_[index].parent_pid);
  if (is_its) return index;
  threads_.erase(thread);
  return kNobody;
}

// The process that did it.
Index History::self(const event::Event& event) {
  const event::ProcessEvent& act = *event.act;
  Index index = find(act.process);
  if (index == kNobody && !threads_.empty()) {
    index = process_of_thread(act);
    if (index != kNobody) return index;
  }
  if (index != kNobody && is_another(processes_[index], act)) {
    replace(index);
    index = kNobody;
  }
  if (index == kNobody) index = add(act.process);
  Process& process = processes_[index];
  if (act.process.version) process.version = act.process.version;
  if (act.becomes) process.version = act.becomes->version;
  if (act.parent) take_parent(index, act);
  return index;
}

void History::take_parent(Index index, const event::ProcessEvent& act) {
  const std::uint32_t pid = act.parent->pid;
  if (processes_[index].parent_pid != 0 || pid == 0 || pid == act.process.pid) return;
  Index parent = find(*act.parent);
  if (parent != kNobody) {
    const Process& known = processes_[parent];
    const bool has_gone =
        known.ended == Ended::kExited && !is_recent(known.end, event::milliseconds(act.time));
    if (has_gone) {
      replace(parent);
      parent = kNobody;
    }
  }
  if (parent == kNobody) {
    parent = add({.pid = pid, .host = act.parent->host});
    processes_[parent].host_name = processes_[index].host_name;
  }
  set_parent(index, parent);
}

// No process descends from itself, whatever a log says.
void History::set_parent(Index child, Index parent) {
  Process& process = processes_[child];
  for (Index at = parent; at != kNobody && process.children > 0; at = parent_of(processes_[at])) {
    if (at == child) return;
  }
  know(parent);
  if (const Index before = parent_of(process); before != kNobody) --processes_[before].children;
  process.parent = parent;
  process.parent_pid = processes_[parent].pid;
  process.parent_number = processes_[parent].number;
  ++processes_[parent].children;
  ++processes_[parent].made;
}

Index History::parent_of(const Process& process) const noexcept {
  if (process.parent == kNobody) return kNobody;
  return processes_[process.parent].number == process.parent_number ? process.parent : kNobody;
}

// It is a process, and no thread.
void History::know(Index index) noexcept {
  Process& process = processes_[index];
  if (!process.maybe_thread) return;
  process.maybe_thread = 0;
  if (const Index parent = parent_of(process); parent != kNobody) --processes_[parent].maybe_threads;
}

// What all events tell of their process.
void History::hear(Index index, const event::Event& event, Heard heard) {
  Process& process = processes_[index];
  const Time time = event.act->time;
  if (!process.is_heard_of()) {
    process.first = time;
    process.user = keep(user_of(event));
    process.host_name = keep(event.host.name.empty() ? event.host.address : event.host.name);
  }
  process.last = std::max(process.last, time);
  process.first = std::min(process.first, time);
  unlink(index);
  append(index);
  if (heard == Heard::kOfAsParent) return;
  know(index);
  // Of a fork and a spawn the event's process is the child.
  const event::Process& told = event.act->child ? event.parent : event.process;
  if (process.name.empty() && event.action != Action::kExec) process.name = keep(event::program_name(told));
}

Index History::take_child(Index maker, const event::Event& event) {
  const event::ProcessEvent& act = *event.act;
  const std::uint64_t now = event::milliseconds(act.time);
  Index index = find(*act.child);
  if (index != kNobody) {
    const Process& known = processes_[index];
    const Time last = known.ended == Ended::kExited ? known.end : known.first;
    const bool is_other_version =
        known.version && act.child->version && *known.version != *act.child->version;
    const bool may_be_child = known.began != Began::kForked && !is_other_version && known.is_heard_of();
    if (known.is_heard_of() && !(may_be_child && is_recent(last, now))) {
      replace(index);
      index = kNobody;
    }
  }
  const bool is_new = index == kNobody;
  if (is_new) index = add(*act.child);
  threads_.erase({act.child->host, act.child->pid});
  if (index == maker) return index;
  hear(index, event, Heard::kOfAsParent);
  Process& child = processes_[index];
  if (act.child->version && !child.version) child.version = act.child->version;
  child.began = Began::kForked;
  child.start = std::min(child.first, act.time);
  if (child.name.empty()) {
    const Process& made_by = processes_[maker];
    const std::string_view name =
        made_by.executions.empty() ? made_by.name : event::base_name(made_by.executions.back().path);
    child.name = keep(name);
  }
  const Index parent = act.child_is_sibling ? parent_of(processes_[maker]) : maker;
  if (parent != kNobody) set_parent(index, parent);
  if (is_new && event.action == Action::kCreatedProcessOrThread) {
    child.maybe_thread = 1;
    ++processes_[maker].maybe_threads;
  }
  return index;
}

// ---- what it did

void History::take_exec(Index index, const event::Event& event) {
  const event::ProcessEvent& act = *event.act;
  Process& process = processes_[index];
  if (process.began == Began::kUnknown && process.first == act.time && process.executions.empty() &&
      process.children == 0) {
    process.began = Began::kExecuted;
    process.start = act.time;
  }
  if (const std::string user = user_of(event.who); !user.empty()) {
    forget(process.user);
    process.user = keep(user);
  }
  constexpr std::size_t kMostExecutions = 64;
  const std::size_t most = bytes_ < kMaxBytes ? kMostExecutions : 2;
  if (process.executions.size() >= most) {  // the first one and the latest ones
    forget(process.executions[1].command);
    forget(process.executions[1].path);
    process.executions.erase(process.executions.begin() + 1);
  }
  const event::Exec& exec = *act.exec;
  process.executions.push_back(
      {act.time, keep(line_.of(exec)), keep(exec.script.empty() ? exec.exec_path : exec.script)});
}

void History::take_exit(Index index, const event::ProcessEvent& act) {
  Process& process = processes_[index];
  if (act.exit_status) process.exit_status = act.exit_status;
  if (act.signal) process.signal = act.signal;
  if (process.ended == Ended::kExited) return;
  process.ended = Ended::kExited;
  process.end = act.time;
  if (options_.on_end) ended_.push_back(index);
}

void History::take_deed(Process& process, const event::Event& event) {
  const Deed deed = deed_of(event);
  if (deed == Deed::kNone) return;
  ++process.done[static_cast<std::size_t>(deed)];
  if (!options_.groups.has(deed)) return;
  what_.clear();
  more_.clear();
  describe(deed, event, what_, more_);
  auto hash =
      static_cast<std::uint32_t>(std::hash<std::string_view>()(what_)) ^ static_cast<std::uint32_t>(deed);
  if (deed == Deed::kRename) hash ^= 31 * static_cast<std::uint32_t>(std::hash<std::string_view>()(more_));
  const Time time = event.act->time;
  const auto known = std::ranges::find(process.deeds, hash, &Deeds::hash);
  if (known != process.deeds.end() && known->deed == deed && known->what == what_) {
    ++known->count;
    known->last = std::max(known->last, time);
  } else if (process.deeds.size() < options_.max_deeds && bytes_ < kMaxBytes) {
    process.deeds.push_back({deed, hash, 1, time, time, keep(what_), keep(more_)});
    bytes_ += sizeof(Deeds);
  }
}

}  // namespace knox::tree

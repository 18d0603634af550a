#include "knox/event/lineage.h"

#include <algorithm>
#include <vector>

#include "knox/event/line.h"

namespace knox::event {

namespace {

// The same wherever the process is read of, and nobody else's.
std::uint64_t entity_number(std::uint64_t host, std::uint32_t pid, Time begun) {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const std::uint64_t part :
       {host, std::uint64_t{pid}, begun.seconds, std::uint64_t{begun.nanoseconds}}) {
    for (int shift = 0; shift < 64; shift += 8) hash = (hash ^ (part >> shift & 0xff)) * 0x100000001b3;
  }
  return hash;
}

// What a process is called, where its event does not say. An execution that failed names what was not
// executed.
void fill_name(Process& process, std::string_view name, std::string_view executable) {
  if (!program_name(process).empty()) return;
  process.name = name;
  process.executable = executable;
}

}  // namespace

std::uint64_t Lineage::host_of(const Event& event) {
  const std::string_view host = event.host.name.empty() ? event.host.address : event.host.name;
  if (host != host_) {
    host_ = host;
    host_number_ = host_number(host);
  }
  return host_number_;
}

void Lineage::take(const Key& key, const Event& event) {
  if (event.success != false) {
    if (event.action == Action::kFork) fork(key, event);
    if (event.action == Action::kExec) execute(key, event);
  }
  if (event.action == Action::kEnd) {
    ends_are_told_ = true;
    ended_ = key;
  }
}

Processes Lineage::complete(const Event& event) {
  Processes both(event);
  if (ended_) seen_.erase(*ended_);
  ended_.reset();
  if (!event.process.pid) return both;
  const Key key{host_of(event), *event.process.pid};
  take(key, event);
  const auto find = [&](std::optional<std::uint32_t> pid) -> Seen* {
    const auto found = pid ? seen_.find({key.host, *pid}) : seen_.end();
    return found != seen_.end() && is_same_process(found->second, event) ? &found->second : nullptr;
  };
  Seen* const self = find(event.process.pid);
  const std::optional<std::uint32_t> parent_pid =
      event.parent.pid || self == nullptr ? event.parent.pid : self->parent;
  const Seen* const parent = find(parent_pid);
  if (self != nullptr) complete_process(both, event, *self);
  if (parent_pid) complete_parent(both, event, parent_pid, parent);
  return both;
}

void Lineage::complete_process(Processes& both, const Event& event, Seen& seen) {
  seen.heard = event.time.seconds;
  process_ = event.process;
  process_.entity_id = seen.entity();
  fill_name(process_, seen.name, seen.executable);
  both.process = &process_;
}

void Lineage::complete_parent(Processes& both, const Event& event, std::optional<std::uint32_t> pid,
                              const Seen* seen) {
  if (seen == nullptr && event.parent.pid) return;
  const bool is_told = event.parent.says_more() || event.parent.user.known();
  parent_ = event.parent;
  parent_.pid = pid;
  both.parent = &parent_;
  if (seen == nullptr) return;
  if (!is_told) both.parent_number = seen->state;
  parent_.entity_id = seen->entity();
  fill_name(parent_, seen->name, seen->executable);
  if (!parent_.args.known() && seen->has_args) parent_.args = {seen->args, seen->arg_count};
  if (!parent_.user.known()) parent_.user.user = {seen->uid, seen->user};
}

Lineage::Seen& Lineage::begin(const Key& key, const Event& event) {
  make_room();
  Seen& seen = seen_[key];
  seen = {};
  put_all_hex(seen.entity_id.data(), entity_number(key.host, key.pid, event.time));
  seen.heard = event.time.seconds;
  seen.number = ++count_;
  seen.state = ++states_;
  return seen;
}

void Lineage::fork(const Key& child, const Event& event) {
  Seen made;
  if (event.parent.pid) {
    const auto maker = seen_.find({child.host, *event.parent.pid});
    if (maker != seen_.end() && is_same_process(maker->second, event)) made = maker->second;
  }
  Seen& seen = begin(child, event);
  seen.name = made.name.empty() ? std::string(program_name(event.parent)) : std::move(made.name);
  seen.executable =
      made.executable.empty() ? std::string(event.parent.executable) : std::move(made.executable);
  seen.args = std::move(made.args);
  seen.arg_count = made.arg_count;
  seen.has_args = made.has_args;
  seen.uid = made.uid;
  seen.user = std::move(made.user);
  seen.parent = event.parent.pid;
  seen.session = event.who.session;
}

void Lineage::execute(const Key& key, const Event& event) {
  const auto known = seen_.find(key);
  // With another parent it is another process, or its own has ended.
  const bool is_another = known != seen_.end() && !ends_are_told_ && event.parent.pid &&
                          known->second.parent && *known->second.parent != *event.parent.pid;
  Seen& seen = known == seen_.end() || is_another ? begin(key, event) : known->second;
  const Process& process = event.process;
  seen.state = ++states_;
  seen.name = program_name(process);
  seen.executable = process.executable;
  if (event.parent.pid) seen.parent = event.parent.pid;
  seen.session = event.who.session;
  const Principal& rights = event.who.effective.user.known() ? event.who.effective.user : event.who.real.user;
  seen.uid = rights.id;
  seen.user = rights.name;
  seen.args.clear();
  seen.has_args = process.args.known();
  seen.arg_count = 0;
  for (const std::string_view arg : process.args) {
    ++seen.arg_count;
    if (seen.args.size() + arg.size() < kMostBytes) seen.args.append(arg) += '\0';
  }
}

// Whether what was seen can be the process of that pid that the event is about.
bool Lineage::is_same_process(const Seen& seen, const Event& event) const {
  if (ends_are_told_) return true;
  const bool is_other_session = seen.session && event.who.session && *seen.session != *event.who.session;
  return !is_other_session && event.time.seconds <= seen.heard + kSilence;
}

// The half that began first is forgotten.
void Lineage::make_room() {
  if (seen_.size() < kMost) return;
  std::vector<std::uint64_t> numbers;
  for (const auto& [key, seen] : seen_) numbers.push_back(seen.number);
  const auto middle = numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2);
  std::ranges::nth_element(numbers, middle);
  std::erase_if(seen_, [&](const auto& entry) { return entry.second.number < *middle; });
}

}  // namespace knox::event

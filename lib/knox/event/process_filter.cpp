#include "knox/event/process_filter.h"

namespace knox::event {

using Root = ProcessTree::Root;

std::expected<ProcessFilter, std::string> ProcessFilter::make(const ProcessWishes& wishes,
                                                              const os::Names& names) {
  ProcessFilter filter(wishes);
  if (wishes.names.empty() && wishes.users.empty()) return filter;
  auto wanted = ExecFilter::make({.keep = {.commands = wishes.names, .users = wishes.users}}, names);
  if (!wanted) return std::unexpected(wanted.error());
  filter.wanted_ = std::move(*wanted);
  filter.every_act_ = wishes.names.empty();
  return filter;
}

ProcessTree::Taken ProcessFilter::take(const ProcessEvent& event) {
  return tree_.take(event, root_of(event));
}

Root ProcessFilter::root_of(const ProcessEvent& event) {
  if (!pids_.empty()) {
    if (event.parent && take_pid(event.parent->pid)) tree_.follow(*event.parent);
    if (take_pid(event.process.pid)) return Root::kProcess;
  }
  if (!wanted_) return Root::kNone;
  if (every_act_) {
    Exec as_user;
    as_user.process = event.ids;
    return wanted_->wants(as_user) ? Root::kProcess : Root::kNone;
  }
  return event.exec != nullptr && wanted_->wants(*event.exec) ? Root::kCommand : Root::kNone;
}

// Whether that pid is waited for. From then on it is known as the process.
bool ProcessFilter::take_pid(std::uint32_t pid) {
  return std::erase(pids_, pid) > 0;
}

bool ProcessFilter::is_root(const os::RunningProcess& process) {
  if (take_pid(process.pid)) return true;
  if (!wanted_) return false;
  Exec exec;
  exec.exec_path = process.path;
  exec.args = {process.args, 0};
  exec.process.ruid = process.ruid;
  exec.process.euid = process.euid;
  return wanted_->wants(exec);
}

void ProcessFilter::add_running(std::span<const os::RunningProcess> processes) {
  for (const os::RunningProcess& process : processes) {
    if (is_root(process)) tree_.follow({.pid = process.pid});
  }
  for (bool more = children_; more;) {  // once for each generation
    more = false;
    for (const os::RunningProcess& process : processes) {
      if (tree_.follows({.pid = process.pid}) || !tree_.follows({.pid = process.ppid})) continue;
      tree_.follow({.pid = process.pid});
      more = true;
    }
  }
}

}  // namespace knox::event

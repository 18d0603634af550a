#include "knox/event/process_filter.h"

namespace knox::event {

using Root = ProcessTree::Root;

std::expected<ProcessFilter, std::string> ProcessFilter::make(const ProcessCriteria& criteria,
                                                              const os::Names& names) {
  ProcessFilter filter(criteria, names);
  if (criteria.names.empty() && criteria.users.empty()) return filter;
  auto wanted = ExecFilter::make({.keep = {.commands = criteria.names, .users = criteria.users}}, names);
  if (!wanted) return std::unexpected(wanted.error());
  filter.wanted_ = std::move(*wanted);
  filter.every_act_ = criteria.names.empty();
  return filter;
}

ProcessTree::Taken ProcessFilter::take(const ProcessEvent& event) {
  if (running_) take_in_running(event);
  return tree_.take(event, root_of(event));
}

Root ProcessFilter::root_of(const ProcessEvent& event) {
  if (!pids_.empty()) {
    if (event.parent && take_pid(event.parent->pid)) tree_.follow(*event.parent);
    if (take_pid(event.process.pid)) return Root::kProcess;
  }
  if (command_ == event.process.pid && event.exec != nullptr && event.exec->success.value_or(true)) {
    command_.reset();
    return Root::kProcess;
  }
  if (!wanted_) return Root::kNone;
  if (every_act_) {
    Exec as_user;
    as_user.process = event.ids;
    return wanted_->wants(as_user, *names_) ? Root::kProcess : Root::kNone;
  }
  return event.exec != nullptr && wanted_->wants(*event.exec, *names_) ? Root::kCommand : Root::kNone;
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
  exec.script = process.script;
  exec.process.ruid = process.ruid;
  exec.process.euid = process.euid;
  return wanted_->wants(exec, *names_);
}

void ProcessFilter::take_in_running(const ProcessEvent& event) {
  const std::uint64_t host = event.process.host;
  const bool is_of_now = milliseconds(event.time) + ProcessTree::kLate >= milliseconds(running_->since);
  if (!is_of_now || (host != 0 && host != host_number(running_->host))) return;
  for (const os::RunningProcess& process : running_->all) {
    if (is_root(process)) tree_.follow({.pid = process.pid, .host = host});
  }
  for (bool more = children_; more;) {  // once for each generation
    more = false;
    for (const os::RunningProcess& process : running_->all) {
      const ProcessRef child{.pid = process.pid, .host = host}, parent{.pid = process.ppid, .host = host};
      if (tree_.follows(child) || !tree_.follows(parent)) continue;
      tree_.follow(child);
      more = true;
    }
  }
  running_.reset();
}

}  // namespace knox::event

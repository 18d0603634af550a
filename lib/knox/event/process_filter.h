// Which processes a user wants to follow: those that execute a command of some name, that have a pid, that
// are a user's; and, unless told otherwise, all that descends from them (process_tree.h).
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "knox/event/exec_filter.h"
#include "knox/event/process_tree.h"
#include "knox/os/processes.h"

namespace knox::event {

// As typed. Any of the names and any of the pids will do. With names, users are those who execute them;
// without, every process of theirs is meant.
struct ProcessCriteria {
  std::vector<std::string> names = {};   // the base name of the executed file or script, or of argv[0]
  std::vector<std::uint32_t> pids = {};  // each is the first process that is seen to have it
  std::vector<std::string> users = {};   // a name or uid: the real, effective or audit user
  bool children = true;
  // A process that the caller has made for a command: from the first command that it executes on, or, where
  // executions may not be told, from whatever it does first (`pids`).
  std::optional<std::uint32_t> command = {};
};

class ProcessFilter {
 public:
  // `names` outlives it. The error is one line for the user: an unknown user.
  static std::expected<ProcessFilter, std::string> make(const ProcessCriteria& criteria,
                                                        const os::Names& names);

  // All that a source tells, in its order.
  ProcessTree::Taken take(const ProcessEvent& event);
  // It has ended, as was told before it was followed.
  void end(const ProcessRef& process, Time when) { tree_.end(process, when); }

  // What runs on this host now. It is taken in as soon as the source has come to now: with the first event
  // that is of `running.since` or later, or that might be (kLate before), and that names this host or none.
  // So a source that tells of the past has nothing to do with it.
  void set_running(os::RunningProcesses running) { running_ = std::move(running); }

 private:
  ProcessFilter(const ProcessCriteria& criteria, const os::Names& names)
      : children_(criteria.children),
        tree_(criteria.children),
        pids_(criteria.pids),
        command_(criteria.command),
        names_(&names) {}
  void take_in_running(const ProcessEvent& event);
  ProcessTree::Root root_of(const ProcessEvent& event);
  bool is_root(const os::RunningProcess& process);
  bool take_pid(std::uint32_t pid);

  bool children_;
  ProcessTree tree_;
  std::vector<std::uint32_t> pids_;       // those that were not seen yet
  std::optional<std::uint32_t> command_;  // until it has executed one
  const os::Names* names_;
  bool every_act_ = false;  // of wanted users, not only executions
  std::optional<ExecFilter> wanted_;
  std::optional<os::RunningProcesses> running_;  // not taken in yet
};

}  // namespace knox::event

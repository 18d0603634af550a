// ProcessEnds: waits for processes to end. An exit is told with how it ended. A pid that is given to another
// process tells that it has, but not how; and where the source is the running system, so does the system,
// which is asked because a process that is killed may leave no record. An answer of the system counts once
// the source is past it: then no record of an exit is on its way any more.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "knox/event/process_tree.h"

namespace knox::event {

class ProcessEnds {
 public:
  // With the exit, or an event of act kOther where it is not known how the process ended.
  using Emit = std::function<void(const ProcessRef& process, const ProcessEvent& end)>;
  using IsRunning = std::function<bool(std::uint32_t pid)>;

  // Without `is_running` the system is not asked.
  explicit ProcessEnds(Emit emit, IsRunning is_running = {})
      : emit_(std::move(emit)), is_running_(std::move(is_running)), tree_(false) {}

  void watch(const ProcessRef& process, Time since);
  bool empty() const noexcept { return watched_.empty(); }

  // All that a source tells, in its order. `now` is the system's time.
  void take(const ProcessEvent& event, Time now);
  // The source has told nothing for so long.
  void silence(std::uint32_t milliseconds, Time now);

 private:
  struct Watched {
    ProcessRef process;
    std::optional<Time> gone;  // when the system was found to have it no more
  };

  void look(Time now);
  void end(const ProcessRef& process, const ProcessEvent* exit, Time when);

  Emit emit_;
  IsRunning is_running_;
  ProcessTree tree_;
  std::vector<Watched> watched_;
  std::uint64_t looked_ = 0;  // in milliseconds
};

}  // namespace knox::event

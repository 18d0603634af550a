// A simulated system: processes that fork, execute and end, with pids that come round, records that come
// late and ends that nobody tells. What the tree says of each record has to be the truth.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "knox/event/process_tree.h"
#include "unit/catch.h"

namespace knox::event {

namespace {

struct Kind {
  bool tells_parents = false;  // as Linux does
  bool tells_forks = true;
  bool tells_exits = true;
};

class System {
 public:
  System(unsigned seed, const Kind& kind) : random_(seed), kind_(kind) {
    for (std::uint32_t pid = 1; pid < 20; ++pid) running_[pid] = {.parent = pid == 1 ? 0u : 1u};
  }

  // One thing that happens.
  void step() {
    now_ += random_() % 40;
    auto at = running_.begin();
    std::advance(at, random_() % running_.size());
    const std::uint32_t pid = at->first;
    switch (pid == 1 ? 0 : random_() % 8) {
      case 0:
      case 1: fork(pid, false); break;
      case 2: fork(pid, true); break;
      case 3:
        if (can_execute(pid)) execute(pid, random_() % 20 == 0 && !has_children(pid));
        break;
      case 4:
      case 5: end(pid); break;
      default: tell(event_of(pid));
    }
  }

  std::size_t records = 0, followed = 0;

 private:
  struct Process {
    std::uint32_t parent = 0;
    bool followed = false;
  };

  ProcessEvent event_of(std::uint32_t pid, ProcessAct act = ProcessAct::kOther) {
    ProcessEvent event;
    event.act = act;
    event.time = {now_ / 1000, static_cast<std::uint32_t>(now_ % 1000 * 1'000'000)};
    event.process.pid = pid;
    if (kind_.tells_parents) event.parent = ProcessRef{.pid = running_[pid].parent};
    return event;
  }

  void tell(const ProcessEvent& event, ProcessTree::Root root = ProcessTree::Root::kNone) {
    const bool is_followed = tree_.take(event, root).followed;
    INFO("pid " << event.process.pid << " at " << now_);
    REQUIRE(is_followed == running_[event.process.pid].followed);
    ++records;
    followed += is_followed;
  }

  // After a vfork the child executes something, and may end, before the fork is told. Who finds that by
  // parents alone cannot see that a pid is used again whose end was not told, so that does not happen here.
  void fork(std::uint32_t pid, bool is_vfork) {
    const std::uint32_t child = next_pid();
    if (child == 0 || (pid == 1 && !kind_.tells_forks && !kind_.tells_exits)) return;
    if (!kind_.tells_exits && !parents_[child].insert(pid).second) return;
    running_[child] = {.parent = pid, .followed = running_[pid].followed};
    is_vfork &= kind_.tells_parents && !untold_.contains(child);
    const bool has_ended = is_vfork && random_() % 4 == 0;
    if (is_vfork || !kind_.tells_forks) execute(child, false);
    if (has_ended) end(child);
    now_ += random_() % 500;
    ProcessEvent told = event_of(pid, ProcessAct::kFork);
    told.child = ProcessRef{.pid = child};
    if (kind_.tells_forks) tell(told);
  }

  // What no one could tell apart: an orphan that executes something, and a new process of init's with its
  // pid.
  bool can_execute(std::uint32_t pid) const { return kind_.tells_exits || running_.at(pid).parent != 1; }

  bool has_children(std::uint32_t pid) const {
    return std::ranges::any_of(running_, [&](const auto& other) { return other.second.parent == pid; });
  }

  void execute(std::uint32_t pid, bool is_wanted) {
    running_[pid].followed |= is_wanted;
    tell(event_of(pid, ProcessAct::kExec),
         is_wanted ? ProcessTree::Root::kCommand : ProcessTree::Root::kNone);
  }

  void end(std::uint32_t pid) {
    const bool is_told = kind_.tells_exits && (!kind_.tells_forks || random_() % 4 != 0);
    if (is_told) tell(event_of(pid, ProcessAct::kExit));
    if (is_told || !kind_.tells_exits) {
      untold_.erase(pid);
    } else {
      untold_.insert(pid);
    }
    running_.erase(pid);
    ended_[pid] = now_;
    for (auto& [other, process] : running_) {
      if (process.parent == pid) process.parent = 1;
    }
  }

  // They come round, but none within a few seconds. 0: there is none.
  std::uint32_t next_pid() {
    for (int i = 0; i < 300; ++i) {
      next_ = next_ % 300 + 2;
      const auto ended = ended_.find(next_);
      const bool is_late = ended != ended_.end() && now_ < ended->second + 4000;
      if (!running_.contains(next_) && !is_late) return next_;
    }
    return 0;
  }

  std::mt19937 random_;
  Kind kind_;
  std::uint64_t now_ = 1'000'000;
  std::uint32_t next_ = 20;
  std::map<std::uint32_t, Process> running_;
  std::map<std::uint32_t, std::uint64_t> ended_;
  std::map<std::uint32_t, std::set<std::uint32_t>> parents_;  // all that a pid ever had
  std::set<std::uint32_t> untold_;                            // of those, where others are told
  ProcessTree tree_;
};

}  // namespace

TEST_CASE("process tree: it says the truth about a system") {
  const Kind kind = GENERATE(values<Kind>({
      {},                       // BSM
      {.tells_parents = true},  // Linux
      {.tells_parents = true, .tells_forks = false},
      {.tells_parents = true, .tells_exits = false},
      {.tells_parents = true, .tells_forks = false, .tells_exits = false},  // executions alone
  }));
  std::size_t records = 0, followed = 0;
  for (unsigned seed = 0; seed < 20; ++seed) {
    System system(seed, kind);
    for (int i = 0; i < 5000; ++i) system.step();
    records += system.records;
    followed += system.followed;
  }
  CHECK(records > 40'000);
  CHECK(followed > records / 50);
  CHECK(followed < records);
}

}  // namespace knox::event

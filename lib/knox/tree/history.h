// History: the processes that events tell of, with their lifetimes. Whose an event is, is told by its
// ProcessEvent (input::Options::acts); the rules are those of event/process_tree.h, and what they mean here:
//
//   a fork, spawn   begins its child; where the child was heard of less than kLate before, it is that one,
//                   and it began no later than it was heard of
//   an execution    is added to its process. Of one that nobody has told of before it is the beginning, too
//   an exit         ends it; records of it that come within kLate are still its own
//   another process of the same pid ends the one before, and how that ended is not known
//   a parent        that nobody has told of is a process of which only the pid is known
//   clone3          may have made a thread: its child is a process when anybody else tells of it
//   a thread        is its process: Linux before 4.10 records its number where that of the process belongs,
//                   until there is a process of that number
//
// Memory is bounded. When there are `max_processes`, the one without children that was silent for the longest
// time is let go of, and counted. Of the deeds of a process `max_deeds` different ones are kept, of all
// of these and all strings kMaxBytes; everything is counted.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "knox/event/command_line.h"
#include "knox/event/event.h"
#include "knox/tree/process.h"

namespace knox::tree {

struct HistoryOptions {
  std::size_t max_processes = 50'000;  // at least 8
  std::size_t max_deeds = 64;
  DeedGroups groups = {};
  // Names of programs, as `commands --command` has them: who executes one is wanted.
  std::vector<std::string> commands = {};
  std::vector<std::uint32_t> pids = {};  // the same of these
  // Processes that have ended are handed to this and forgotten, kLate after; empty: they are kept. Those
  // whose end is not told come with finish().
  std::function<void(const Process&)> on_end = {};
};

class History {
 public:
  static constexpr std::size_t kMaxBytes = 96 * 1024 * 1024;
  static constexpr std::size_t kMaxCommand = 4096;  // of a command line or a path in bytes

  explicit History(HistoryOptions options) : options_(std::move(options)) {}

  // The next event. What it did counts if it is `selected`.
  void take(const event::Event& event, bool selected = true);
  // There are no more.
  void finish();

  const std::deque<Process>& processes() const noexcept { return processes_; }  // some with the number 0
  // Who made it; kNobody: not known, or let go of.
  Index parent_of(const Process& process) const noexcept;
  std::uint64_t left_out() const noexcept { return left_out_; }  // processes that were let go of
  bool ends_are_told() const noexcept { return ends_are_told_; }
  std::uint64_t events() const noexcept { return events_; }
  Time first() const noexcept { return first_; }
  Time last() const noexcept { return last_; }
  int time_digits() const noexcept { return time_digits_; }

 private:
  struct Key {
    std::uint64_t host;
    std::uint32_t pid;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const noexcept {
      return static_cast<std::size_t>((key.host ^ key.pid) * 0x9e3779b97f4a7c15 >> 16);
    }
  };
  struct Links {  // by when they were last heard of
    Index older = kNobody, newer = kNobody;
  };
  enum class Heard : bool { kOfAsParent, kOfItself };

  static constexpr std::size_t kMaxThreads = 65'536;

  Index find(const event::ProcessRef& ref) const noexcept;
  void add_thread(Index index, const event::Event& event);
  Index process_of_thread(const event::ProcessEvent& act);
  Index open(const event::ProcessRef& ref, std::uint64_t now);
  Index add(const event::ProcessRef& ref);
  Index self(const event::Event& event);
  bool is_another(const Process& known, const event::ProcessEvent& act) const noexcept;
  void know(Index index) noexcept;
  void set_parent(Index child, Index parent);
  void take_parent(Index index, const event::ProcessEvent& act);
  void hear(Index index, const event::Event& event, Heard heard);
  Index take_child(Index maker, const event::Event& event);
  void take_exec(Index index, const event::Event& event);
  void take_exit(Index index, const event::ProcessEvent& act);
  void take_deed(Process& process, const event::Event& event);
  void replace(Index index);
  void let_go(Index index);
  void make_room();
  void hand_out(std::uint64_t now);
  std::string keep(std::string_view text, std::size_t most = kMaxCommand);
  void forget(const std::string& text) noexcept { bytes_ -= text.size(); }
  void append(Index index) noexcept;
  void unlink(Index index) noexcept;

  HistoryOptions options_;
  std::deque<Process> processes_;
  std::vector<Links> links_;
  std::vector<Index> free_;
  std::unordered_map<Key, Index, Hash> by_pid_;
  std::unordered_map<Key, std::uint32_t, Hash> threads_;  // the processes that made them, by their numbers
  std::deque<Index> ended_;                               // to be handed out, by when they ended
  Index oldest_ = kNobody, newest_ = kNobody;
  std::uint32_t last_number_ = 0;
  std::size_t count_ = 0, bytes_ = 0;
  std::uint64_t left_out_ = 0, events_ = 0;
  Time first_, last_;
  int time_digits_ = 3;
  bool ends_are_told_ = false;
  event::CommandLine line_;
  std::string what_, more_;
};

}  // namespace knox::tree

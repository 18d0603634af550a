// Lineage: who made the process that an event tells of. Records name a parent by its pid at best; what it is
// was told by its own fork or execution, so these are kept:
//
//   fork   4101 -> 4102            4102 runs what 4101 does, and 4101 made it
//   exec   4102 curl -s https://example.org
//   connection_attempted by 4102   process.parent is 4101, with its name, program and arguments
//
// A parent that was not seen has its pid alone, if that. What is kept is bounded, and a process is forgotten
// when it ends. Where a source tells of no ends, a pid may have come to mean another process: then only a
// parent counts that was heard of within the last ten minutes, and was in the same session.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "knox/event/event.h"

namespace knox::event {

// The two processes of an event.
struct Processes {
  explicit Processes(const Event& event) : process(&event.process), parent(&event.parent) {}

  const Process* process;
  const Process* parent;
  // The same number for the same parent, in all events of one Lineage; 0: it has none. So what is written of
  // it can be kept.
  std::uint64_t parent_number = 0;
};

class Lineage {
 public:
  // The processes of the next event, with what is known beyond it of its process (name, program, entity_id)
  // and of that one's parent. Good until the next call, and as long as the event.
  Processes complete(const Event& event);

 private:
  static constexpr std::size_t kMost = 16'384;      // processes
  static constexpr std::size_t kMostBytes = 4'096;  // of the arguments of one
  static constexpr std::uint64_t kSilence = 600;    // seconds

  struct Seen {
    std::array<char, 16> entity_id{};
    std::string name, executable, args;
    std::uint32_t arg_count = 0;
    bool has_args = false;
    std::optional<std::uint32_t> parent, session;
    std::optional<std::uint32_t> uid;  // whose rights it has
    std::string user;
    std::uint64_t heard = 0;   // seconds
    std::uint64_t number = 0;  // in the order of their beginnings
    std::uint64_t state = 0;   // another number after each change of what is told of it

    std::string_view entity() const noexcept { return {entity_id.data(), entity_id.size()}; }
  };
  struct Key {
    std::uint64_t host;
    std::uint32_t pid;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const noexcept {
      return static_cast<std::size_t>((key.host ^ key.pid) * 0x9e3779b97f4a7c15);
    }
  };

  std::uint64_t host_of(const Event& event);
  void take(const Key& key, const Event& event);
  void complete_process(Processes& both, const Event& event, Seen& seen);
  void complete_parent(Processes& both, const Event& event, std::optional<std::uint32_t> pid,
                       const Seen* seen);
  Seen& begin(const Key& key, const Event& event);
  void fork(const Key& child, const Event& event);
  void execute(const Key& key, const Event& event);
  bool is_same_process(const Seen& seen, const Event& event) const;
  void make_room();

  std::unordered_map<Key, Seen, Hash> seen_;
  std::uint64_t count_ = 0, states_ = 0;
  bool ends_are_told_ = false;
  std::optional<Key> ended_;
  std::string host_;  // of the last event
  std::uint64_t host_number_ = 0;
  Process process_, parent_;
};

}  // namespace knox::event

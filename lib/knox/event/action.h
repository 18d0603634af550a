// Action: what happened, in the words that every source shares. The table is tables/actions.def.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace knox::event {

enum class Action : std::uint16_t {
  kNone,  // no table says what it is
#define ACTION(action, word, categories, types, object) action,
#include "knox/event/tables/actions.def"
};

struct ActionInfo {
  std::string_view word;        // connection_attempted; empty for kNone
  std::string_view categories;  // of ECS, a space between two (emit::for_each_name); empty for kNone
  std::string_view types;       // of ECS; "info" for kNone
  std::string_view object;      // the kind of thing it is done to
};

// All of them, by their numbers. They live as long as the program.
std::span<const ActionInfo> actions() noexcept;

inline const ActionInfo& info(Action action) noexcept {
  return actions()[static_cast<std::size_t>(action)];
}

// Whether the object is a process that something is done to: its number, and what it is called.
constexpr bool is_done_to_process(Action action) noexcept {
  using enum Action;
  switch (action) {
    case kKilledPid:
    case kCheckedPid:
    case kSignaledProcess:
    case kTracedProcess:
    case kReadMemoryOfProcess:
    case kWroteMemoryOfProcess:
    case kOpenedProcess: return true;
    default: return false;
  }
}

// The action of that word; nullopt: there is none.
std::optional<Action> find_action(std::string_view word) noexcept;

inline constexpr std::size_t kMaxActions = 512;

// A set of actions: what a reader wants.
class ActionSet {
 public:
  void add(Action action) { set_.set(static_cast<std::size_t>(action)); }
  bool has(Action action) const { return set_.test(static_cast<std::size_t>(action)); }
  bool empty() const { return set_.none(); }

 private:
  std::bitset<kMaxActions> set_;
};

}  // namespace knox::event

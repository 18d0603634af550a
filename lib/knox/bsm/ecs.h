// What BSM events are in the Elastic Common Schema (ECS): categories, types, actions. The table, which is
// meant to be extended, is tables/ecs.def.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "knox/bsm/events.h"

namespace knox::bsm {

// Where facts go whose meaning depends on the event; tables/ecs.def says what each one means.
enum class EcsHint : std::uint8_t {
  kPlain,
  kMove,
  kLink,
  kSymlink,
  kOutgoing,
  kIncoming,
  kServing,
  kLogin,
  kQuotedUser,
  kLastUser
};

struct EcsEvent {
  std::string_view categories;  // "authentication session", may be empty; for_each_name
  std::string_view types;       // "start"
  std::string action;           // "exec"; empty only for an event that no table knows
  EcsHint hint = EcsHint::kPlain;
};

// Of an event that the tables know, or of one that they do not know (nullptr).
EcsEvent ecs_event(const Event* event);

// Calls visit(name) for each name in a list like "authentication session".
template <class Visit>
constexpr void for_each_name(std::string_view names, Visit visit) {
  while (!names.empty()) {
    const std::string_view name = names.substr(0, names.find(' '));
    names.remove_prefix(std::min(name.size() + 1, names.size()));
    if (!name.empty()) visit(name);
  }
}

constexpr bool has_name(std::string_view names, std::string_view wanted) {
  bool found = false;
  for_each_name(names, [&](std::string_view name) { found |= name == wanted; });
  return found;
}

}  // namespace knox::bsm

// What BSM events are in the Elastic Common Schema (ECS): categories, types, actions. The table, which is
// meant to be extended, is tables/ecs.def.
#pragma once

#include <string>
#include <string_view>

#include "knox/bsm/events.h"
#include "knox/emit/ecs_schema.h"

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

using emit::for_each_name;
using emit::has_name;

}  // namespace knox::bsm

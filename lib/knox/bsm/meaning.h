// What BSM events mean: the action that each stands for, and its categories and types in the Elastic Common
// Schema (ECS). The table, which is meant to be extended, is tables/actions.def.
#pragma once

#include <string>
#include <string_view>

#include "knox/bsm/events.h"
#include "knox/emit/ecs_schema.h"
#include "knox/event/action.h"

namespace knox::bsm {

// Where facts go whose meaning depends on the event; tables/actions.def says what each one means.
enum class Hint : std::uint8_t {
  kPlain,
  kExec,
  kFork,
  kMove,
  kLink,
  kSymlink,
  kOutgoing,
  kIncoming,
  kServing,
  kMode,
  kOwner,
  kLogin,
  kSsh,
  kDirectory,
  kAuthd,
  kSu
};

struct Meaning {
  event::Action action = event::Action::kNone;
  std::string_view categories;  // "authentication session", may be empty; for_each_name
  std::string_view types;       // "start"
  std::string word;             // "exec", or called-NAME; empty only for an event that no table knows
  Hint hint = Hint::kPlain;
};

// Of an event that the tables know, or of one that they do not know (nullptr).
Meaning meaning_of(const Event* event);

// All actions that rows of the table name.
event::ActionSet told_actions();

using emit::for_each_name;
using emit::has_name;

}  // namespace knox::bsm

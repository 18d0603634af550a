// What an event means, in the words that every source shares: tables/actions.def.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "knox/event/action.h"

namespace knox::es {

enum class Hint : std::uint8_t {
  kPlain,
  kLink,
  kOpen,
  kMode,
  kOwner,
  kOutgoing,
  kServing,
  kLogin,
  kSwitch,
  kGroup,
  kSignal,
  kUpdate
};

struct Meaning {
  event::Action action = event::Action::kNone;
  std::string_view categories = {};  // of ECS
  std::string_view types = {};
  std::string word = {};  // "exec", or called-NAME
  Hint hint = Hint::kPlain;
};

// What events of this hint can be, too, as a member of theirs says; kNone: nothing.
event::Action other_action(Hint hint) noexcept;

// Of the event of that name, whatever it is.
Meaning meaning_of(std::string_view event);

// Whether an event of that name may have a word that is wanted: of some, their members decide.
bool may_give(std::string_view event, const std::function<bool(std::string_view word)>& wants);

// All actions that rows of the table name.
event::ActionSet told_actions();

}  // namespace knox::es

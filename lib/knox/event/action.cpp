#include "knox/event/action.h"

#include <algorithm>
#include <array>

#include "knox/emit/ecs_schema.h"

namespace knox::event {

namespace {

constexpr auto kActions = std::to_array<ActionInfo>({
    {{}, {}, "info", {}},
#define ACTION(action, word, categories, types, object) {word, categories, types, object},
#include "knox/event/tables/actions.def"
});
static_assert(kActions.size() <= kMaxActions);

constexpr bool is_only_one(std::string_view word) {
  return std::ranges::count(kActions, word, &ActionInfo::word) == 1;
}

// Each row in an expression of its own: compilers do not count that far in one.
#define ACTION(action, word, categories, types, object) \
  static_assert(emit::is_sound_ecs(categories, types) && is_only_one(word));
#include "knox/event/tables/actions.def"

}  // namespace

std::span<const ActionInfo> actions() noexcept {
  return kActions;
}

std::optional<Action> find_action(std::string_view word) noexcept {
  const auto found = std::ranges::find(kActions, word, &ActionInfo::word);
  if (found == kActions.end() || word.empty()) return std::nullopt;
  return static_cast<Action>(found - kActions.begin());
}

}  // namespace knox::event

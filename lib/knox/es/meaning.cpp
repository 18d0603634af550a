#include "knox/es/meaning.h"

#include <algorithm>
#include <array>

#include "knox/emit/ecs_schema.h"
#include "knox/es/events.h"

namespace knox::es {

namespace {

struct Row {
  event::Action action;
  std::string_view types;
  Hint hint;
  std::string_view names;
};

constexpr auto kRows = std::to_array<Row>({
#define MAP(action, types, hint, names) {event::Action::action, types, Hint::hint, names},
#include "knox/es/tables/actions.def"
});

// A word of one word, as those of the table are.
std::string called(std::string_view event) {
  std::string word = "called-";
  for (const char c : event) word += c == '_' ? '-' : c;
  return word;
}

}  // namespace

Meaning meaning_of(std::string_view name) {
  const EventName* const event = find_event(name);
  const std::string_view own = event == nullptr ? name : event->name;
  const auto* const row =
      std::ranges::find_if(kRows, [&](const Row& r) { return emit::has_name(r.names, own); });
  if (row == kRows.end()) return {.types = "info", .word = called(own)};
  const event::ActionInfo& info = event::info(row->action);
  return {row->action, info.categories, row->types.empty() ? info.types : row->types, std::string(info.word),
          row->hint};
}

event::Action other_action(Hint hint) noexcept {
  switch (hint) {
    case Hint::kGroup: return event::Action::kModifiedGroupAccount;
    case Hint::kSignal: return event::Action::kCheckedPid;
    case Hint::kUpdate: return event::Action::kModifiedConfiguration;
    default: return event::Action::kNone;
  }
}

bool may_give(std::string_view event, const std::function<bool(std::string_view word)>& wants) {
  const Meaning meaning = meaning_of(event);
  const event::Action other = other_action(meaning.hint);
  return wants(meaning.word) || (other != event::Action::kNone && wants(event::info(other).word));
}

event::ActionSet told_actions() {
  event::ActionSet told;
  for (const Row& row : kRows) {
    told.add(row.action);
    if (other_action(row.hint) != event::Action::kNone) told.add(other_action(row.hint));
  }
  return told;
}

}  // namespace knox::es

#include "knox/bsm/meaning.h"

#include <algorithm>
#include <array>

#include "knox/base/glob.h"

namespace knox::bsm {

namespace {

struct EventRow {
  event::Action action;
  std::string_view types;
  Hint hint;
  std::string_view names;
};
struct ClassRow {
  std::string_view name, categories, types;
};

constexpr auto kEvents = std::to_array<EventRow>({
#define MAP(action, types, hint, names) {event::Action::action, types, Hint::hint, names},
#include "knox/bsm/tables/actions.def"
});

constexpr auto kClasses = std::to_array<ClassRow>({
#define CLASS(name, categories, types) {name, categories, types},
#include "knox/bsm/tables/actions.def"
});
static_assert(std::ranges::all_of(kClasses, [](const ClassRow& r) {
  return emit::is_sound_ecs(r.categories, r.types);
}));

constexpr std::uint16_t kFirstProgram = 6000, kLastProgram = 42999;  // events that programs tell of

// AUE_DARWIN_SETSID was SETSID before OpenBSM gave it a number of its own.
std::string_view bare_name(std::string_view name) {
  for (const std::string_view prefix : {"AUE_", "DARWIN_", "OPENBSM_"}) {
    if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  }
  return name;
}

// Of an event that no row names.
std::string word_of(const Event& event, std::string_view bare_name) {
  std::string action(bare_name);
  for (char& c : action) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '_') c = '-';
  }
  const bool is_program = event.number >= kFirstProgram && event.number <= kLastProgram;
  return is_program ? action : "called-" + action;
}

const EventRow* find_row(std::string_view bare_name) {
  for (const EventRow& row : kEvents) {
    bool matches = false;
    for_each_name(row.names, [&](std::string_view pattern) { matches |= glob_matches(pattern, bare_name); });
    if (matches) return &row;
  }
  return nullptr;
}

}  // namespace

Meaning meaning_of(const Event* event) {
  Meaning found;
  found.types = "info";
  if (event == nullptr) return found;
  const std::string_view name = bare_name(event->name);
  if (const EventRow* const row = find_row(name); row != nullptr) {
    const event::ActionInfo& info = event::info(row->action);
    return {row->action, info.categories, row->types.empty() ? info.types : row->types,
            std::string(info.word), row->hint};
  }
  found.word = word_of(*event, name);
  for_each_class(event->class_names, [&](std::string_view class_name) {
    const ClassRow* const row = std::ranges::find(kClasses, class_name, &ClassRow::name);
    if (!found.categories.empty() || row == kClasses.end()) return;
    found.categories = row->categories;
    found.types = row->types;
  });
  return found;
}

event::ActionSet told_actions() {
  event::ActionSet told;
  for (const EventRow& row : kEvents) told.add(row.action);
  return told;
}

}  // namespace knox::bsm

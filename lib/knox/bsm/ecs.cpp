#include "knox/bsm/ecs.h"

#include <algorithm>
#include <array>

#include "knox/base/glob.h"

namespace knox::bsm {

namespace {

struct EventRow {
  std::string_view categories, types, action;
  EcsHint hint;
  std::string_view names;
};
struct ClassRow {
  std::string_view name, categories, types;
};

#define EVENT(categories, types, action, hint, names) {categories, types, action, EcsHint::hint, names},
#define CLASS(name, categories, types)
constexpr auto kEvents = std::to_array<EventRow>({
#include "knox/bsm/tables/ecs.def"
});
#undef EVENT
#undef CLASS

#define EVENT(categories, types, action, hint, names)
#define CLASS(name, categories, types) {name, categories, types},
constexpr auto kClasses = std::to_array<ClassRow>({
#include "knox/bsm/tables/ecs.def"
});
#undef EVENT
#undef CLASS

static_assert(std::ranges::all_of(kEvents, [](const EventRow& r) {
  return emit::is_sound_ecs(r.categories, r.types);
}));
static_assert(std::ranges::all_of(kClasses, [](const ClassRow& r) {
  return emit::is_sound_ecs(r.categories, r.types);
}));

// AUE_DARWIN_SETSID was SETSID before OpenBSM gave it a number of its own.
std::string_view bare_name(std::string_view name) {
  for (const std::string_view prefix : {"AUE_", "DARWIN_", "OPENBSM_"}) {
    if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  }
  return name;
}

std::string action_of(std::string_view bare_name) {
  std::string action(bare_name);
  for (char& c : action) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '_') c = '-';
  }
  return action;
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

EcsEvent ecs_event(const Event* event) {
  if (event == nullptr) return {{}, "info", {}};
  const std::string_view name = bare_name(event->name);
  if (const EventRow* const row = find_row(name); row != nullptr) {
    return {row->categories, row->types, row->action.empty() ? action_of(name) : std::string(row->action),
            row->hint};
  }
  EcsEvent found{{}, "info", action_of(name)};
  for_each_class(event->class_names, [&](std::string_view class_name) {
    const ClassRow* const row = std::ranges::find(kClasses, class_name, &ClassRow::name);
    if (!found.categories.empty() || row == kClasses.end()) return;
    found.categories = row->categories;
    found.types = row->types;
  });
  return found;
}

}  // namespace knox::bsm

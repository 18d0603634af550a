// The categories of the Elastic Common Schema (ECS) and the types that it expects in each, to check tables
// with when they are compiled. Lists of names are texts with a space between the names: "file process".
//
// Source: Elastic Common Schema 8.11, "ECS Categorization Fields".
#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

namespace knox::emit {

// Calls visit(name) for each name in a list.
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

struct EcsCategory {
  std::string_view name, types;
};
inline constexpr EcsCategory kEcsCategories[] = {
    {"authentication", "end info start"},
    {"configuration", "access change creation deletion info"},
    {"driver", "change end info start"},
    {"file", "access change creation deletion info"},
    {"host", "access change end info start"},
    {"iam", "admin change creation deletion group info user"},
    {"intrusion_detection", "allowed denied info"},
    {"malware", "info"},
    {"network", "access allowed connection denied end info protocol start"},
    {"package", "access change deletion info installation start"},
    {"process", "access change end info start"},
    {"session", "end info start"},
};

// All of the categories are known, each expects one of the types, and each type is expected by one.
constexpr bool is_sound_ecs(std::string_view categories, std::string_view types) {
  bool sound = !categories.empty() && !types.empty();
  for_each_name(categories, [&](std::string_view name) {
    const EcsCategory* const category = std::ranges::find(kEcsCategories, name, &EcsCategory::name);
    if (category == std::end(kEcsCategories)) {
      sound = false;
      return;
    }
    bool agrees = false;
    for_each_name(types, [&](std::string_view type) { agrees |= has_name(category->types, type); });
    sound &= agrees;
  });
  for_each_name(types, [&](std::string_view type) {
    bool expected = false;
    for (const EcsCategory& category : kEcsCategories) {
      expected |= has_name(categories, category.name) && has_name(category.types, type);
    }
    sound &= expected;
  });
  return sound;
}

}  // namespace knox::emit

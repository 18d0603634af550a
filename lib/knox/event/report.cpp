#include "knox/event/report.h"

#include <array>

#include "knox/emit/ecs_schema.h"
#include "knox/event/action.h"

namespace knox::event {

namespace {

constexpr auto kReports = std::to_array<Report>({
#define REPORT(name, categories, actions, columns) {name, categories, actions, columns},
#include "knox/event/tables/reports.def"
});

}  // namespace

std::span<const Report> reports() {
  return kReports;
}

std::vector<std::string> actions_of(const Report& report) {
  std::vector<std::string> actions;
  emit::for_each_name(report.actions, [&](std::string_view word) { actions.emplace_back(word); });
  for (const ActionInfo& action : event::actions()) {
    bool is_of = false;
    emit::for_each_name(action.categories, [&](std::string_view category) {
      is_of |= emit::has_name(report.categories, category);
    });
    if (is_of && !action.word.empty()) actions.emplace_back(action.word);
  }
  return actions;
}

}  // namespace knox::event

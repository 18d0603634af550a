#include "knox/access/steps.h"

#include <algorithm>
#include <array>

#include "knox/base/glob.h"

namespace knox::access {

namespace {

constexpr auto kPrograms = std::to_array<Program>({
#define PROGRAM(name, service, event, talk) {name, service, Event::event, Talk::talk},
#include "knox/access/tables/steps.def"
});

struct StepRow {
  std::string_view code, operation;
  Step success, failure;
};
constexpr auto kSteps = std::to_array<StepRow>({
#define STEP(code, operation, success, failure) {code, operation, Step::success, Step::failure},
#include "knox/access/tables/steps.def"
});

struct ChangeRow {
  std::string_view name;
  Change change;
};
constexpr auto kChanges = std::to_array<ChangeRow>({
#define CHANGE(operation, event, type) {operation, {Event::event, Type::type}},
#include "knox/access/tables/steps.def"
});
constexpr auto kMakes = std::to_array<ChangeRow>({
#define MAKES(program, event, type) {program, {Event::event, Type::type}},
#include "knox/access/tables/steps.def"
});

constexpr auto kTold = std::to_array<Told>({
#define TOLD(dataset, code, service, event, type) {dataset, code, service, Event::event, Type::type},
#include "knox/access/tables/told.def"
});
constexpr auto kReasons = std::to_array<Reason>({
#define REASON(text, reason, method) {text, reason, method},
#include "knox/access/tables/told.def"
});

// What a record of accounts is whose program has no word for it that is known.
Change change_of(event::Action action) {
  using event::Action;
  switch (action) {
    case Action::kAddedUserAccount: return {Event::kAccount, Type::kCreate};
    case Action::kDeletedUserAccount: return {Event::kAccount, Type::kDelete};
    case Action::kLockedAccount: return {Event::kAccount, Type::kDisable};
    case Action::kUnlockedAccount: return {Event::kAccount, Type::kEnable};
    case Action::kAddedGroupAccountTo: return {Event::kGroup, Type::kCreate};
    case Action::kDeletedGroupAccountFrom: return {Event::kGroup, Type::kDelete};
    case Action::kModifiedGroupAccount:
    case Action::kChangedGroupPassword: return {Event::kGroup, Type::kModify};
    case Action::kWasAuthorized: return {};
    default: return {Event::kAccount, Type::kModify};
  }
}

}  // namespace

std::span<const Program> programs() noexcept {
  return kPrograms;
}
std::span<const Told> told_rows() noexcept {
  return kTold;
}
std::vector<Change> changes() {
  std::vector<Change> all;
  for (const ChangeRow& row : kChanges) all.push_back(row.change);
  for (const ChangeRow& row : kMakes) all.push_back(row.change);
  return all;
}

Program find_program(std::string_view name) noexcept {
  const auto* const row = std::ranges::find(kPrograms, name, &Program::name);
  return row == kPrograms.end() ? Program{.name = name, .service = name} : *row;
}

const Told* find_told(const event::Event& event) noexcept {
  const std::string_view dataset = event.dataset.substr(event.dataset.find('.') + 1);
  const auto* const row = std::ranges::find_if(
      kTold, [&](const Told& t) { return t.code == event.code && t.dataset == dataset; });
  return row == kTold.end() ? nullptr : row;
}

std::vector<std::string_view> told_codes(std::string_view dataset) {
  std::vector<std::string_view> codes;
  for (const Told& row : kTold) {
    if (row.dataset == dataset) codes.push_back(row.code);
  }
  return codes;
}

Reason find_reason(std::string_view text) noexcept {
  const auto* const row =
      std::ranges::find_if(kReasons, [&](const Reason& r) { return glob_matches(r.text, text); });
  return row == kReasons.end() ? Reason{} : *row;
}

Step find_step(const event::Event& event) noexcept {
  const std::string_view operation = event.access == nullptr ? std::string_view() : event.access->operation;
  const auto* const row = std::ranges::find_if(
      kSteps, [&](const StepRow& r) { return r.code == event.code && glob_matches(r.operation, operation); });
  if (row == kSteps.end()) return Step::kIgnored;
  return event.success == false ? row->failure : row->success;
}

Change find_change(const event::Event& event) noexcept {
  const std::string_view operation = event.access->operation;
  const auto* const row =
      std::ranges::find_if(kChanges, [&](const ChangeRow& r) { return glob_matches(r.name, operation); });
  return row == kChanges.end() ? change_of(event.action) : row->change;
}

Change find_made(std::string_view program) noexcept {
  const auto* const row = std::ranges::find(kMakes, program, &ChangeRow::name);
  return row == kMakes.end() ? Change{} : row->change;
}

}  // namespace knox::access

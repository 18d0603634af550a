#include "knox/access/steps.h"

#include <algorithm>
#include <array>
#include <unordered_map>

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

// Rows of one name stand together in their table, so that they are found by the name.
template <class Row, std::size_t kSize>
class ByName {
 public:
  using Table = std::array<Row, kSize>;
  using Name = std::string_view Row::*;

  ByName(const Table& table, Name name) {
    for (std::size_t i = 0; i < kSize; ++i) {
      const std::span<const Row> one(&table[i], 1);
      std::span<const Row>& rows = rows_.try_emplace(table[i].*name, one).first->second;
      rows = {rows.data(), &table[i] + 1};
    }
  }
  std::span<const Row> operator[](std::string_view name) const {
    const auto rows = rows_.find(name);
    return rows == rows_.end() ? std::span<const Row>() : rows->second;
  }

  static constexpr bool stand_together(const Table& table, Name name) {
    for (std::size_t i = 1; i < kSize; ++i) {
      if (table[i].*name == table[i - 1].*name) continue;
      for (std::size_t before = 0; before < i; ++before) {
        if (table[i].*name == table[before].*name) return false;
      }
    }
    return true;
  }

 private:
  std::unordered_map<std::string_view, std::span<const Row>> rows_;
};
using StepRows = ByName<StepRow, kSteps.size()>;
using ToldRows = ByName<Told, kTold.size()>;
static_assert(StepRows::stand_together(kSteps, &StepRow::code));
static_assert(ToldRows::stand_together(kTold, &Told::dataset));

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
  static const ByName<Program, kPrograms.size()> kRows(kPrograms, &Program::name);
  const std::span<const Program> rows = kRows[name];
  return rows.empty() ? Program{.name = name, .service = name} : rows.front();
}

const Told* find_told(const event::Event& event) noexcept {
  const std::string_view dataset = event.dataset.substr(event.dataset.find('.') + 1);
  static const ToldRows kRows(kTold, &Told::dataset);
  for (const Told& row : kRows[dataset]) {
    if (row.code == event.code) return &row;
  }
  return nullptr;
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
  static const StepRows kRows(kSteps, &StepRow::code);
  for (const StepRow& row : kRows[event.code]) {
    const bool is_it = row.operation == "*" || glob_matches(row.operation, operation);
    if (is_it) return event.success == false ? row.failure : row.success;
  }
  return Step::kIgnored;
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

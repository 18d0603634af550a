#include "knox/bsm/events.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "knox/bsm/table_file.h"

namespace knox::bsm {
namespace {

constexpr std::size_t kNumbers = std::size_t{std::numeric_limits<std::uint16_t>::max()} + 1;

struct Row {
  Event event;
  PlatformSet platforms;
};

constexpr auto kRows = std::to_array<Row>({
#define EVENT(number, name, description, classes, in_openbsm, platforms) \
  {{number, name, description, classes, 0, in_openbsm}, platforms},
#include "knox/bsm/tables/events.def"
});

constexpr bool numbers_ascend() {
  return std::ranges::is_sorted(kRows, {}, [](const Row& row) { return row.event.number; });
}
static_assert(numbers_ascend());

constexpr bool one_meaning_a_platform() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    PlatformSet taken = kRows[i].platforms;
    for (std::size_t k = i + 1; k < kRows.size() && kRows[k].event.number == kRows[i].event.number; ++k) {
      if ((taken & kRows[k].platforms) != 0) return false;
      taken |= kRows[k].platforms;
    }
  }
  return true;
}
static_assert(one_meaning_a_platform());

constexpr bool openbsm_comes_first() {
  for (std::size_t i = 1; i < kRows.size(); ++i) {
    const Event& before = kRows[i - 1].event;
    const Event& event = kRows[i].event;
    if (before.number == event.number && event.in_openbsm && !before.in_openbsm) return false;
  }
  return true;
}
static_assert(openbsm_comes_first());

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_in_any_case(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view without_aue(std::string_view name) noexcept {
  return name.size() >= 4 && same_in_any_case(name.substr(0, 4), "AUE_") ? name.substr(4) : name;
}

}  // namespace

EventTable::EventTable(Platform platform) {
  std::vector<Event> events;
  events.reserve(kRows.size());
  bool listed = false;  // the number at hand is in OpenBSM's file, be it with another meaning
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    const Event& event = kRows[i].event;
    if (i == 0 || kRows[i - 1].event.number != event.number) listed = event.in_openbsm;
    if (!holds_on(kRows[i].platforms, platform)) continue;
    events.push_back(event);
    events.back().in_openbsm = listed;
  }
  set_events(std::move(events));
  use(ClassTable(platform));
}

Result<void> EventTable::load(std::string text, const ClassTable& classes) {
  auto kept = std::make_unique<const std::string>(std::move(text));
  std::vector<Event> events;
  const Result<void> read = for_each_row<4>(*kept, "audit_event", [&](const auto& fields) {
    const auto& [number_text, name, description, class_names] = fields;
    const std::optional<std::uint16_t> number = parse_number<std::uint16_t>(number_text);
    if (!number || name.empty() || events.size() == kNumbers - 1) return false;
    events.push_back({*number, name, description, class_names, classes.mask_of(class_names), true});
    return true;
  });
  if (!read) return read;
  text_ = std::move(kept);
  set_events(std::move(events));
  return {};
}

void EventTable::set_events(std::vector<Event> events) {
  events_ = std::move(events);
  places_.assign(kNumbers, 0);
  for (std::size_t i = events_.size(); i-- > 0;) {  // backwards: the first row of a number stays
    places_[events_[i].number] = static_cast<std::uint16_t>(i + 1);
  }
}

void EventTable::use(const ClassTable& classes) noexcept {
  for (Event& event : events_) event.class_mask = classes.mask_of(event.class_names);
}

const Event* EventTable::find(std::string_view name) const noexcept {
  if (const std::optional<std::uint16_t> number = parse_number<std::uint16_t>(name)) return find(*number);
  const std::string_view wanted = without_aue(name);
  const Event* best = nullptr;
  int best_rank = 0;
  for (const Event& event : events_) {
    const std::string_view own = without_aue(event.name);
    if (!same_in_any_case(own, wanted)) continue;
    const int rank =
        1 + (own == wanted ? 4 : 0) + (find(event.number) == &event ? 2 : 0) + (event.in_openbsm ? 1 : 0);
    if (rank <= best_rank) continue;
    best = &event;
    best_rank = rank;
  }
  return best;
}

}  // namespace knox::bsm

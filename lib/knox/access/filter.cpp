#include "knox/access/filter.h"

#include <algorithm>
#include <utility>

#include "knox/access/as_event.h"
#include "knox/base/unknown.h"

namespace knox::access {

std::expected<Filter, std::string> Filter::make(const FilterText& text, const os::Names& names,
                                                const HostClock& clock) {
  Filter filter;
  event::QueryText of_query = text.query;
  filter.invert_ = std::exchange(of_query.invert, false);
  std::expected<event::Query, std::string> query = event::Query::make(of_query, names, clock);
  if (!query) {
    constexpr std::string_view kAddress = "--address:";
    std::string& why = query.error();
    if (why.starts_with(kAddress)) why.replace(0, kAddress.size(), "--from:");
    return std::unexpected(std::move(why));
  }
  filter.query_ = std::move(*query);
  for (const std::string& name : text.event) {
    const std::optional<Event> event = find_event(name);
    if (!event) return std::unexpected("--event: " + unknown("event", name, event_names()));
    filter.events_.push_back(*event);
  }
  for (const std::string& name : text.type) {
    const std::optional<Type> type = find_type(name);
    if (!type) return std::unexpected("--type: " + unknown("type", name, type_names()));
    filter.types_.push_back(*type);
  }
  filter.services_ = text.service;
  filter.has_noise_ = text.noise;
  return filter;
}

bool Filter::may_be_in_time(const Record& record) const {
  constexpr std::uint64_t kNear = 300;
  const Period& when = query_.when();
  const std::uint64_t time = record.time.seconds;
  const bool may_be = time + kNear >= when.from.seconds &&
                      time <= when.to.seconds + std::min(kNear, UINT64_MAX - when.to.seconds);
  return invert_ || may_be;
}

bool Filter::matches(const Record& record) const {
  if (record.is_noise && !has_noise_) return false;
  const auto is_in = [](const auto& wanted, const auto& value) {
    return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
  };
  const bool meets = is_in(events_, record.event) && is_in(types_, record.type) &&
                     is_in(services_, record.service) && (query_.empty() || query_.matches(as_event(record)));
  return meets != invert_;
}

}  // namespace knox::access

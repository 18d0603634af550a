#include "common/selector.h"

#include "knox/linux_audit/assembly/assembly.h"

namespace knox::tools {

Selector::Selector(BsmSetup& setup, std::string host)
    : setup_(setup),
      of_records_({.tables = &setup.tables, .names = &setup.names, .host = host}),
      of_events_(setup.names, std::move(host)) {}

bool Selector::selects(const bsm::Record& record) {
  const bool is_met = setup_.selection.matches(record);
  const bool asks_more = setup_.query.asks_more();
  if (!asks_more && setup_.mute.empty()) return is_met;
  if (record.is_file()) return is_met && !asks_more;
  const event::Event& event = of_records_.map(record);
  if (setup_.mute.mutes(event, setup_.names)) return false;
  return asks_more ? (is_met && setup_.query.matches(event)) != setup_.invert : is_met;
}

bool Selector::selects(const linux_audit::Event& event, bool is_met, bool is_its_time) {
  const event::Event* const mapped = setup_.mute.empty() ? nullptr : &map(event);
  if (mapped != nullptr && setup_.mute.mutes(*mapped, setup_.names)) return false;
  return (is_met && meets(event, is_its_time, mapped)) != setup_.invert;
}

bool Selector::has_class(const linux_audit::Event& event) {
  return setup_.classes.empty() ||
         (converted_.parse(to_bsm_.encode(event)) && setup_.classes.matches(converted_));
}

bool Selector::meets(const linux_audit::Event& event, bool is_its_time, const event::Event* mapped) {
  if (!has_class(event)) return false;
  const event::Query& query = setup_.query;
  if (is_its_time ? !query.asks_more() && !query.asks_outcome() : query.empty()) return true;
  return query.matches(mapped != nullptr ? *mapped : map(event));
}

const event::Event& Selector::map(const linux_audit::Event& event) {
  setup_.names.begin_event(event.node);
  return of_events_.map(event);
}

}  // namespace knox::tools

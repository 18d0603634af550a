#include "common/selector.h"

#include "knox/linux_audit/assembly/assembly.h"

namespace knox::tools {

Selector::Selector(BsmSetup& setup, std::string host)
    : setup_(setup),
      of_records_({.tables = &setup.tables, .names = &setup.names, .host = host}),
      of_events_(setup.names, std::move(host)) {}

bool Selector::selects(const bsm::Record& record) {
  const bool is_met = setup_.selection.matches(record);
  if (!setup_.query.asks_more()) return is_met;
  if (record.is_file()) return false;
  return (is_met && setup_.query.matches(of_records_.map(record))) != setup_.invert;
}

bool Selector::has_class(const linux_audit::Event& event) {
  return setup_.classes.empty() ||
         (converted_.parse(to_bsm_.encode(event)) && setup_.classes.matches(converted_));
}

bool Selector::meets(const linux_audit::Event& event, bool is_its_time) {
  if (!has_class(event)) return false;
  const event::Query& query = setup_.query;
  if (is_its_time ? !query.asks_more() && !query.asks_outcome() : query.empty()) return true;
  setup_.names.begin_event(event.node);
  return query.matches(of_events_.map(event));
}

}  // namespace knox::tools

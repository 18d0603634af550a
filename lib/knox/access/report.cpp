#include "knox/access/report.h"

#include <algorithm>
#include <utility>

#include "knox/base/address.h"

namespace knox::access {

Report::Report(const ReportOptions& options, const Filter& filter, Printer& printer, Out& out,
               std::vector<Alarm>& alarms, std::function<void(const Alarm&)> on_alarm)
    : options_(options),
      filter_(filter),
      printer_(printer),
      out_(out),
      alarms_(alarms),
      on_alarm_(std::move(on_alarm)),
      merger_([this](const Record& record) { show(record); }),
      has_address_alarm_(std::ranges::any_of(alarms, &Alarm::is_by_address)) {}

void Report::take(const Record& record) {
  if (!options_.merges) return show(record);
  if (filter_.may_be_in_time(record)) merger_.take(record);
}

// Whether an alarm for its address has been met with this record.
bool Report::watch(const Record& record) {
  bool is_met = false;
  for (Alarm& alarm : alarms_) {
    if (!alarm.take(record)) continue;
    on_alarm_(alarm);
    is_met |= alarm.is_by_address();
  }
  return is_met;
}

void Report::block(const std::string& address) {
  if (!is_ip_address(address) || blocked_.size() >= kAddresses || !blocked_.insert(address).second) return;
  out_.text(address);
  out_.text("\n");
  out_.end_record();
}

void Report::show(const Record& record) {
  if (!filter_.matches(record)) return;
  any_ = true;
  const bool is_met = watch(record);
  switch (options_.shape) {
    case Shape::kRecords: return printer_.print(record, out_);
    case Shape::kOpen:
    case Shape::kLast: return sessions_.take(record);
    case Shape::kSummary: return summary_.take(record);
    case Shape::kTree: forgotten_ += tree_.take(record) ? 0 : 1; return;
    case Shape::kBlockList:
      if (has_address_alarm_ ? is_met : record.success == false && is_attempt(record)) block(record.address);
      return;
  }
}

void Report::finish() {
  merger_.finish();
  if (options_.shape == Shape::kTree) tree_.print(printer_, out_);
  if (options_.shape == Shape::kSummary && options_.json) return summary_.print_json(out_);
  if (options_.shape == Shape::kSummary) return summary_.print_text(out_);
  if (options_.shape != Shape::kOpen && options_.shape != Shape::kLast) return;
  for (const Session* const session : options_.shape == Shape::kOpen ? sessions_.open() : sessions_.all()) {
    Record record = session->login;
    record.until = session->until;
    record.ended = session->until ? session->ended : "open";
    printer_.print(record, out_);
  }
}

}  // namespace knox::access

#include "knox/linux_audit/summary/summary_stats.h"

#include <initializer_list>
#include <string_view>

#include "knox/emit/json_line.h"

namespace knox::linux_audit {
namespace {

struct Part {
  std::uint64_t count;
  std::string_view what;
  bool is_noun = false;  // which has an s for more than one
};

// "records: 42 = 40 in events + 2 passed over + 0 waiting"
void put_sum(Out& out, std::string_view label, std::uint64_t total, std::initializer_list<Part> parts,
             std::uint64_t other_bytes = 0) {
  std::uint64_t sum = 0;
  for (const Part& part : parts) sum += part.count;
  Pen pen(out);
  pen.room(256);
  pen.put(label).put(": ").dec(total).put(sum == total ? " = " : " is not ");
  bool first = true;
  for (const Part& part : parts) {
    if (!first) pen.put(" + ");
    first = false;
    pen.dec(part.count).put(' ').put(part.what);
    if (part.is_noun && part.count != 1) pen.put('s');
  }
  if (other_bytes > 0) {
    pen.put("; ").dec(other_bytes).put(other_bytes == 1 ? " byte is" : " bytes are").put(" in no record");
  }
  pen.put('\n');
}

}  // namespace

bool adds_up(const AssemblyCounts& counts) noexcept {
  return counts.records_in == counts.records_out + counts.records_ignored + counts.records_waiting;
}

void put_stats_text(Out& out, const LogStats& stats) {
  const AssemblyCounts& counts = stats.assembly;
  const Part records{counts.records_in, "record", true}, blank{stats.blank_lines, "blank"};
  if (stats.duplicates == 0) {
    put_sum(out, "lines", records.count + blank.count, {records, blank}, stats.other_bytes);
  } else {
    put_sum(out, "lines", records.count + blank.count + stats.duplicates,
            {records, blank, {stats.duplicates, "twice in the journal"}}, stats.other_bytes);
  }
  put_sum(out, "records", counts.records_in,
          {{counts.records_out, "in events"},
           {counts.records_ignored, "passed over"},
           {counts.records_waiting, "waiting"}});
  Pen pen(out);
  pen.room(512);
  pen.put("events: ").dec(counts.events).put(", ").dec(stats.selected_events).put(" selected, ");
  pen.dec(counts.late_events).put(" late, ").dec(counts.pressed_events).put(" early for want of memory\n");
  pen.put("serial numbers: ").dec(counts.missing_serials).put(" missing");
  if (counts.missing_serials > 0) pen.put(" (possible loss; filters use up numbers, too)");
  pen.put(", ").dec(counts.restarts).put(counts.restarts == 1 ? " restart\n" : " restarts\n");
  pen.end_record();
}

void put_stats_json(Out& out, const LogStats& stats) {
  const AssemblyCounts& counts = stats.assembly;
  emit::RawBytes raw;
  emit::JsonLine line(out, raw);
  line.number("records_in", counts.records_in);
  line.number("records_out", counts.records_out);
  line.number("records_ignored", counts.records_ignored);
  line.number("records_waiting", counts.records_waiting);
  line.boolean("adds_up", adds_up(counts));
  line.number("blank_lines", stats.blank_lines);
  line.number("duplicates", stats.duplicates);
  line.number("other_bytes", stats.other_bytes);
  line.number("events", counts.events);
  line.number("selected_events", stats.selected_events);
  line.number("late_events", counts.late_events);
  line.number("pressed_events", counts.pressed_events);
  line.number("missing_serials", counts.missing_serials);
  line.number("restarts", counts.restarts);
  line.finish();
}

}  // namespace knox::linux_audit

// Totals as text and as JSON. Names are somebody else's choice: all of them are escaped.
#include <fmt/format.h>

#include "knox/emit/json_line.h"
#include "knox/emit/line.h"
#include "knox/tree/totals.h"
#include "knox/tree/words.h"

namespace knox::tree {

namespace {

void put_time(Pen& pen, Time time) {
  pen.room(64);
  TimeFormat().put(pen, time, 3);
}

void put_table(Out& out, const Totals& totals, Total total, std::size_t top) {
  const Tally& tally = totals.of(total);
  if (tally.names() == 0) return;
  out.text(fmt::format("\n{}\n", kTotalNames[static_cast<std::size_t>(total)]));
  const auto rows = tally.top(top);
  for (const Tally::Row& row : rows) {
    out.text(fmt::format("{:>10}  ", row.events));
    emit::line_text(out, row.name);
    out.text("\n");
  }
  if (tally.names() > rows.size()) out.text(fmt::format("{:>10}  more\n", tally.names() - rows.size()));
  if (tally.others() > 0) {
    out.text(fmt::format("{:>10}  with names that were too many to count one by one\n", tally.others()));
  }
}

}  // namespace

void put_totals_text(Out& out, const Totals& totals, const TotalsOptions& options) {
  const Timeline& timeline = totals.timeline();
  if (!timeline.empty()) {
    Pen pen(out);
    pen.text("From ");
    put_time(pen, timeline.begin());
    pen.text(" to ");
    put_time(pen, timeline.end());
    pen.text("\n\n");
    pen.text(sparkline(timeline.columns(std::max<std::size_t>(options.width, 10)), options.ascii));
    pen.text("\n\n");
  }
  out.text(fmt::format("{:>10}  events\n{:>10}  of them failed\n", totals.events(), totals.failed()));
  for (std::size_t i = 0; i < kTotals; ++i) put_table(out, totals, static_cast<Total>(i), options.top);
  out.end_record();
}

void put_totals_json(Out& out, const Totals& totals, const TotalsOptions& options) {
  emit::RawBytes raw;
  emit::JsonLine line(out, raw);
  const Timeline& timeline = totals.timeline();
  if (!timeline.empty()) {
    line.text(std::string_view("first"), [&](Pen& pen) { put_time(pen, timeline.begin()); });
    line.text(std::string_view("last"), [&](Pen& pen) { put_time(pen, timeline.end()); });
  }
  line.number(std::string_view("events"), totals.events());
  line.number(std::string_view("failed"), totals.failed());
  if (!timeline.empty()) {
    line.begin_array(std::string_view("timeline"));
    for (const std::uint64_t count : timeline.columns(std::max<std::size_t>(options.width, 10)))
      line.number_element(count);
    line.end();
  }
  for (std::size_t i = 0; i < kTotals; ++i) {
    const Tally& tally = totals.of(static_cast<Total>(i));
    line.begin_object(kTotalNames[i]);
    line.number(std::string_view("distinct"), tally.names());
    if (tally.others() > 0) line.number(std::string_view("others"), tally.others());
    line.begin_array(std::string_view("top"));
    for (const Tally::Row& row : tally.top(options.top)) {
      line.begin_object_element();
      line.string(std::string_view("name"), options.harmless ? safe_word(row.name) : std::string(row.name));
      line.number(std::string_view("events"), row.events);
      line.end();
    }
    line.end();
    line.end();
  }
  line.finish();
  out.end_record();
}

}  // namespace knox::tree

// A Summary as text and as JSON. Names are somebody else's choice: all of them are escaped.
#include <algorithm>
#include <charconv>

#include "knox/base/time.h"
#include "knox/emit/json_line.h"
#include "knox/emit/line.h"
#include "knox/linux_audit/summary/summary.h"

namespace knox::linux_audit {
namespace {

constexpr std::string_view kBlanks = "                    ";  // as many as a number can have digits
constexpr int kWidth = 10;

void put_count(Pen& pen, std::uint64_t value) {
  char digits[20];
  const char* const end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  const auto size = static_cast<int>(end - digits);
  pen.room(64);
  pen.put(kBlanks.substr(0, static_cast<std::size_t>(std::max(kWidth - size, 0))));
  pen.put(std::string_view(digits, static_cast<std::size_t>(size)));
}

void put_row(Out& out, std::uint64_t value, std::string_view label) {
  Pen pen(out);
  put_count(pen, value);
  pen.put(std::string_view("  ")).text(label).text("\n");
}

void put_title(Out& out, std::string_view label, std::string_view unit) {
  Pen pen(out);
  pen.text("\n").text(label).text(" (").text(unit).text(")\n");
}

// What a table does not show.
void put_rest(Out& out, std::uint64_t rows, std::uint64_t others) {
  Pen pen(out);
  if (rows > 0) {
    put_count(pen, rows);
    pen.text("  more\n");
  }
  if (others > 0) {
    put_count(pen, others);
    pen.text("  with names that were too many to count one by one\n");
  }
}

}  // namespace

void Summary::put_text(Out& out, std::size_t top) {
  name_ids();
  const auto put_time = [&](Pen& pen, Time time) {
    pen.room(64);
    TimeFormat().put(pen, time, 3);
  };
  if (events_ > 0) {
    Pen pen(out);
    pen.text("From ");
    put_time(pen, first_);
    pen.text(" to ");
    put_time(pen, last_);
    pen.text("\n\n");
  }
  put_row(out, events_, "events");
  put_row(out, records_, "records");
  for (std::size_t i = 0; i < kCategories; ++i) put_row(out, categories_[i], category_names()[i].label);
  for (std::size_t i = 0; i < kSubjects; ++i) {
    Pen pen(out);
    put_count(pen, tallies_[i].names());
    pen.text("  ").text(subject_names()[i].label).text(tallies_[i].others() > 0 ? ", or more\n" : "\n");
  }

  if (events_ > 0) put_title(out, "record types", "events, records");
  const std::vector<TypeRow> rows = types();
  const std::size_t shown = top == 0 ? rows.size() : std::min(top, rows.size());
  for (std::size_t i = 0; i < shown; ++i) {
    Pen pen(out);
    put_count(pen, rows[i].count.events);
    put_count(pen, rows[i].count.records);
    pen.put(std::string_view("  "));
    put_record_type(pen, rows[i].type);
    pen.put('\n');
  }
  put_rest(out, rows.size() - shown, 0);

  for (std::size_t i = 0; i < kSubjects; ++i) {
    const Tally& tally = tallies_[i];
    if (tally.names() == 0 || i == static_cast<std::size_t>(Subject::kProcess)) continue;
    put_title(out, subject_names()[i].label, "events");
    const std::vector<Tally::Row> names = tally.top(top);
    for (const Tally::Row& row : names) {
      Pen pen(out);
      put_count(pen, row.events);
      pen.put(std::string_view("  "));
      emit::line_text(pen, row.name);
      pen.text("\n");
    }
    put_rest(out, tally.names() - names.size(), tally.others());
  }
  out.end_record();
}

void Summary::put_json(Out& out, std::size_t top) {
  name_ids();
  emit::RawBytes raw;
  emit::JsonLine line(out, raw);
  const auto put_time = [&](std::string_view key, Time time) {
    line.text(key, [&](Pen& pen) { TimeFormat().put(pen, time, 3); });
  };
  if (events_ > 0) {
    put_time("first", first_);
    put_time("last", last_);
  }
  line.number("events", events_);
  line.number("records", records_);
  for (std::size_t i = 0; i < kCategories; ++i) line.number(category_names()[i].key, categories_[i]);

  // The place of an element is its key where the JSON pointer of a string that is not UTF-8 is made.
  const auto begin_row = [&](std::size_t row, std::string& place) {
    place = std::to_string(row);
    line.begin_object(place);
  };
  std::string place;
  const std::vector<TypeRow> rows = types();
  const std::size_t shown = top == 0 ? rows.size() : std::min(top, rows.size());
  line.begin_object("types");
  line.number("distinct", rows.size());
  line.begin_array("top");
  for (std::size_t i = 0; i < shown; ++i) {
    begin_row(i, place);
    line.text("name", [&](Pen& pen) { put_record_type(pen, rows[i].type); });
    line.number("events", rows[i].count.events);
    line.number("records", rows[i].count.records);
    line.end();
  }
  line.end();
  line.end();

  for (std::size_t i = 0; i < kSubjects; ++i) {
    const Tally& tally = tallies_[i];
    line.begin_object(subject_names()[i].key);
    line.number("distinct", tally.names());
    line.number("other_events", tally.others());
    if (i != static_cast<std::size_t>(Subject::kProcess)) {
      line.begin_array("top");
      const std::vector<Tally::Row> names = tally.top(top);
      for (std::size_t row = 0; row < names.size(); ++row) {
        begin_row(row, place);
        line.string("name", names[row].name);
        line.number("events", names[row].events);
        line.end();
      }
      line.end();
    }
    line.end();
  }
  line.finish();
}

}  // namespace knox::linux_audit

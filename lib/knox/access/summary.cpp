#include "knox/access/summary.h"

#include <algorithm>

#include "knox/base/time.h"
#include "knox/emit/json_line.h"
#include "knox/emit/shell.h"

namespace knox::access {

namespace {

using emit::JsonLine;
using std::string_view_literals::operator""sv;

std::string name_of(const Person& person) {
  if (!person.name.empty()) return person.name;
  return person.id ? std::to_string(*person.id) : std::string("-");
}

std::string event_of(const Record& record) {
  std::string event(name_of(record.event));
  if (record.type != Type::kNone) event.append(" ").append(name_of(record.type));
  if (record.success == false) event += " failed";
  return event;
}

std::string_view place_of(const Record& record) {
  return record.address.empty() ? std::string_view(record.hostname) : record.address;
}

}  // namespace

void Summary::count(Rows& rows, std::string_view key, const Record& record, std::string_view detail) {
  auto row = rows.find(key);
  if (row == rows.end()) {
    const std::string_view name = rows.size() < kMost ? key : std::string_view("(others)");
    row = rows.try_emplace(std::string(name)).first;
  }
  Row& counted = row->second;
  if (counted.count++ == 0 || record.time < counted.first) counted.first = record.time;
  if (counted.count == 1 || counted.last <= record.time) {
    counted.last = record.time;
    counted.detail = detail;
  }
}

void Summary::take(const Record& record) {
  const std::string user = name_of(record.user);
  const std::string_view place = place_of(record);
  count(events_, event_of(record), record, {});
  sessions_.take(record);
  const bool is_failure = record.success == false;
  if (record.type == Type::kLogin && !record.is_noise && record.event != Event::kGroup) {
    if (is_failure) {
      count(by_address_, place.empty() ? std::string_view("-") : place, record, user);
      count(by_user_, user, record, place);
    } else {
      count(last_, user, record, place);
    }
  }
  const bool is_switch = record.event == Event::kSu || record.event == Event::kSudo;
  if (is_switch && !is_failure) {
    count(became_, user + " as " + name_of(record.target), record, record.command);
  }
}

std::vector<Summary::Table> Summary::tables() const {
  return {{"records"sv, "event"sv, &events_},
          {"failed logins by address"sv, "address"sv, &by_address_},
          {"failed logins by user"sv, "user"sv, &by_user_},
          {"logins by user"sv, "user"sv, &last_},
          {"who became whom"sv, "users"sv, &became_}};
}

void Summary::print_text(Out& out) const {
  TimeFormat times;
  for (const Table& table : tables()) {
    if (table.rows->empty()) continue;
    std::vector<const Rows::value_type*> rows;
    for (const auto& row : *table.rows) rows.push_back(&row);
    std::ranges::sort(rows, [](const auto* a, const auto* b) {
      return a->second.count != b->second.count ? a->second.count > b->second.count : a->first < b->first;
    });
    out.text(table.name);
    out.text("\n");
    for (const auto* const row : rows) {
      const Row& counted = row->second;
      {
        Pen pen(out);
        pen.room(64);
        const std::string digits = std::to_string(counted.count);
        for (std::size_t i = digits.size(); i < 8; ++i) pen.put(' ');
        pen.put(digits).put("  ");
        times.put(pen, counted.first, 0);
        pen.put("  ");
      }
      {
        Pen pen(out);
        pen.room(64);
        times.put(pen, counted.last, 0);
        pen.put("  ");
      }
      emit::shell_word(out, row->first);
      if (!counted.detail.empty()) {
        out.text("  ");
        emit::shell_word(out, counted.detail);
      }
      out.text("\n");
    }
  }
  const std::vector<const Session*> open = sessions_.open();
  if (!open.empty()) out.text("open sessions\n");
  for (const Session* const session : open) {
    {
      Pen pen(out);
      pen.room(64);
      pen.put("          ");
      times.put(pen, session->login.time, 0);
      pen.put("  ");
    }
    emit::shell_word(out, name_of(session->login.user));
    if (const std::string_view place = place_of(session->login); !place.empty()) {
      out.text("  ");
      emit::shell_word(out, place);
    }
    out.text("\n");
  }
  out.end_record();
}

void Summary::print_json(Out& out) const {
  TimeFormat times;
  emit::RawBytes raw;
  JsonLine line(out, raw);
  constexpr std::string_view kKeys[] = {"records"sv, "failed_by_address"sv, "failed_by_user"sv,
                                        "logins_by_user"sv, "became"sv};
  std::size_t i = 0;
  for (const Table& table : tables()) {
    line.begin_array(kKeys[i++]);
    for (const auto& [name, row] : *table.rows) {
      line.begin_object_element();
      line.string(table.key, name);
      line.number("count"sv, row.count);
      line.text("first"sv, [&](Pen& pen) { times.put(pen, row.first, 3); });
      line.text("last"sv, [&](Pen& pen) { times.put(pen, row.last, 3); });
      line.string_if("detail"sv, row.detail);
      line.end();
    }
    line.end();
  }
  line.begin_array("open"sv);
  for (const Session* const session : sessions_.open()) {
    line.begin_object_element();
    line.text("since"sv, [&](Pen& pen) { times.put(pen, session->login.time, 3); });
    line.string_if("hostname"sv, session->login.host);
    line.string("user"sv, name_of(session->login.user));
    line.string_if("address"sv, place_of(session->login));
    line.string_if("terminal"sv, session->login.terminal);
    line.end();
  }
  line.end();
  line.finish();
}

}  // namespace knox::access

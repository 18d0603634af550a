#include "knox/access/as_event.h"

#include <algorithm>
#include <array>

#include "knox/base/address.h"

namespace knox::access {

namespace {

using std::string_view_literals::operator""sv;

struct Is {
  Event event;
  Type type;
  event::Action action;
};
constexpr auto kIs = std::to_array<Is>({
#define IS(name, kind, is) {Event::name, Type::kind, event::Action::is},
#include "knox/access/tables/events.def"
});

event::Principal principal(const Person& person) {
  return {person.id, person.name};
}

}  // namespace

event::Event as_event(const Record& record) {
  event::Event event;
  event.time = record.time;
  event.time_digits = record.time_digits;
  event.host.name = record.host;
  event.dataset = "knox.access";
  event.code = name_of(record.event);
  const auto* const is = std::ranges::find_if(
      kIs, [&](const Is& row) { return row.event == record.event && row.type == record.type; });
  if (is != kIs.end()) {
    const event::ActionInfo& info = event::info(is->action);
    event.action = is->action;
    event.word = info.word;
    event.categories = info.categories;
    event.types = info.types;
  }
  event.success = record.success;
  event.error = record.reason;
  event.who.real.user = principal(record.user);
  event.who.audit = principal(record.audit);
  const bool is_switch = record.event == Event::kSu || record.event == Event::kSudo;
  (is_switch ? event.who.effective.user : event.who.target.user) = principal(record.target);
  event.who.group = principal(record.group);
  event.who.session = record.session;
  event.who.terminal = record.terminal;
  event.process.pid = record.pid;
  event.process.name = record.service;
  event.process.command_line = record.command;
  event.process.cwd = record.directory;
  event.file.path = record.path;
  event.source.address = record.address;
  event.source.hostname = record.hostname;
  event.source.port = record.port;
  event.source.is_ip = is_ip_address(record.address);
  event.text = record.text;
  return event;
}

void RecordIds::add(std::string_view text, std::uint64_t end) {
  id_.add(text);
  id_.add(end);
}

// By number where there is one: its name is known in one run and not in another.
void RecordIds::add(const Person& person) {
  if (person.id) return add({}, *person.id);
  constexpr std::uint64_t kNamed = 1ULL << 32;
  add(person.name, kNamed);
}

std::string_view RecordIds::of(const Record& record) {
  id_.begin();
  add(record.host, 0);
  add(name_of(record.event), 0);
  add(name_of(record.type), record.success ? *record.success + 1U : 0U);
  for (const Person* const person : {&record.user, &record.target, &record.group}) add(*person);
  add(record.address, record.port.value_or(0));
  add(record.service, record.pid.value_or(0));
  add(record.terminal, record.session.value_or(0));
  add(record.command, 0);
  add(record.path, 0);
  return id_.of(record.time);
}

void put_rest(emit::JsonLine& line, const Record& record) {
  line.begin_object("knox"sv);
  line.begin_object("access"sv);
  line.string("event"sv, name_of(record.event));
  line.string_if("type"sv, name_of(record.type));
  if (record.is_noise) line.boolean("noise"sv, true);
  line.string_if("service"sv, record.service);
  line.string_if("method"sv, record.method);
  line.string_if("key"sv, record.key);
  line.string_if("reason"sv, record.reason);
  if (record.attempts != 0) line.number("refused"sv, record.attempts);
  if (record.keys_refused != 0) line.number("keys_refused"sv, record.keys_refused);
  if (record.began && *record.began <= record.time && record.ended.empty()) {
    line.number("seconds"sv, record.time.seconds - record.began->seconds);
  }
  line.string_if("ended"sv, record.ended);
  line.string_if("source_format"sv, record.source);
  line.end();
  line.end();
}

}  // namespace knox::access

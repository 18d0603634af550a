#include "knox/access/record.h"

#include <algorithm>
#include <array>
#include <span>

#include "knox/base/address.h"

namespace knox::access {

namespace {

constexpr auto kEvents = std::to_array<std::string_view>({
    "",
#define EVENT(event, name) name,
#include "knox/access/tables/events.def"
});
constexpr auto kTypes = std::to_array<std::string_view>({
    "",
#define TYPE(type, name) name,
#include "knox/access/tables/events.def"
});

struct Is {
  Event event;
  Type type;
  event::Action action;
};
constexpr auto kIs = std::to_array<Is>({
#define IS(name, kind, is) {Event::name, Type::kind, event::Action::is},
#include "knox/access/tables/events.def"
});

template <class E>
std::optional<E> find(std::span<const std::string_view> names, std::string_view name) {
  const auto found = std::ranges::find(names.subspan(1), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<E>(found - names.begin());
}

std::string join(std::span<const std::string_view> names) {
  std::string all;
  for (const std::string_view name : names.subspan(1)) all.append(all.empty() ? "" : ", ").append(name);
  return all;
}

event::Principal principal(const Person& person) {
  return {person.id, person.name};
}

}  // namespace

std::string_view name_of(Event event) noexcept {
  return kEvents[static_cast<std::size_t>(event)];
}
std::string_view name_of(Type type) noexcept {
  return kTypes[static_cast<std::size_t>(type)];
}
std::string event_names() {
  return join(kEvents);
}
std::string type_names() {
  return join(kTypes);
}
std::optional<Event> find_event(std::string_view name) noexcept {
  return find<Event>(kEvents, name);
}
std::optional<Type> find_type(std::string_view name) noexcept {
  return find<Type>(kTypes, name);
}

void Person::learn(const event::Principal& told) {
  const bool is_same = !id || !told.id || *id == *told.id;
  if (name.empty() && is_same) name = told.name;
  if (!id && (name.empty() || told.name.empty() || name == told.name)) id = told.id;
}

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

}  // namespace knox::access

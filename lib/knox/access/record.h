// Record: one thing that happened to a host's doors: a login, a logout, somebody who became somebody else, an
// account that was made. It is what all records of its source that tell of it say together, and owns its
// strings, which are somebody else's bytes: printers escape them. What no source says is empty.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "knox/base/time.h"
#include "knox/event/event.h"

namespace knox::access {

enum class Event : std::uint8_t {
  kNone,
#define EVENT(event, name) event,
#include "knox/access/tables/events.def"
};
enum class Type : std::uint8_t {
  kNone,
#define TYPE(type, name) type,
#include "knox/access/tables/events.def"
};

std::string_view name_of(Event event) noexcept;  // ssh; empty for kNone
std::string_view name_of(Type type) noexcept;
std::string event_names();  // "authentication, ssh, ...", for messages
std::string type_names();
std::optional<Event> find_event(std::string_view name) noexcept;
std::optional<Type> find_type(std::string_view name) noexcept;

struct Person {
  std::optional<std::uint32_t> id = {};
  std::string name = {};

  bool known() const noexcept { return id.has_value() || !name.empty(); }
  void learn(const event::Principal& told);  // what is not known yet
};

struct Record {
  std::uint64_t number = 0;  // of the joiner's
  Time time = {};
  int time_digits = 3;
  std::string host = {};

  Event event = Event::kNone;
  Type type = Type::kNone;
  std::optional<bool> success = {};  // absent: the source does not say
  std::string reason = {};           // of a failure; knox-access(5) lists them
  bool is_noise = false;             // nobody tried to get in: scans, jobs of the system

  Person user;    // who gets in, or became another, or made the change
  Person target;  // as whom; to whom it was done
  Person audit;   // who had logged in, where that is another
  Person group;

  std::string address = {}, hostname = {};  // from where
  std::optional<std::uint32_t> port = {};
  std::string service = {}, terminal = {};
  std::string method = {}, key = {};
  std::string command = {}, directory = {};
  std::string path = {};  // what was mounted where, loaded, found
  std::optional<std::uint32_t> pid = {}, session = {};

  std::uint32_t attempts = 0;      // that were refused before this
  std::uint32_t keys_refused = 0;  // before this
  std::optional<Time> began = {};  // of what ends
  std::optional<Time> until = {};  // of a login whose end is known
  std::string ended = {};          // how, where that is known: logout, reboot
  std::string text = {};           // in the source's own words
  std::string source = {};         // linux_audit; several with a space between two
  std::vector<std::pair<std::string_view, std::string>> filled =
      {};  // a member of knox-access(5), its source
};

// Whether somebody got in, or tried to.
inline bool is_attempt(const Record& record) {
  return record.event == Event::kAuthentication ||
         (record.type == Type::kLogin && record.event != Event::kGroup);
}

}  // namespace knox::access

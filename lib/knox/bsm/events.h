// BSM events: what a record's event number means, from the compiled-in tables/events.def or from the
// audit_event(5) file of another system. Needs nothing in /etc/security.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "knox/base/error.h"
#include "knox/bsm/classes.h"
#include "knox/bsm/platform.h"

namespace knox::bsm {

struct Event {
  std::uint16_t number;
  std::string_view name;         // "AUE_EXECVE"
  std::string_view description;  // "execve(2)", as praudit prints it
  std::string_view class_names;  // "pc,ex"; see for_each_class
  std::uint32_t class_mask;      // the same by the class table in use; a class it does not have has no bits
  bool in_openbsm;  // the number is in OpenBSM's audit_event; false: praudit prints the number instead
};

// The events of one system, found by number in constant time. Owns the text of a loaded file, so it can be
// moved but not copied; an Event is good until load() or the table's end.
class EventTable {
 public:
  // The compiled-in events. An unknown platform has all of them, and where systems differ on a number, the
  // meaning is OpenBSM's.
  explicit EventTable(Platform platform);

  // Replaces them by the rows of an audit_event(5) file, `number:name:description:classes`, with masks from
  // `classes`. Of two rows with one number the first is the meaning. All of them count as known to praudit,
  // which would read the same file. A bad line, or one more than there are numbers, is kBadValue with the
  // line's number as its offset, and leaves the table as it was.
  Result<void> load(std::string text, const ClassTable& classes);

  // Gives every event the masks of another class table.
  void use(const ClassTable& classes) noexcept;

  // The meaning of a number; nullptr when it has none.
  const Event* find(std::uint16_t number) const noexcept {
    const std::uint16_t place = places_[number];
    return place == 0 ? nullptr : &events_[place - 1U];
  }

  // The event that a user names: "AUE_EXECVE", "execve" or a number in decimal. Some names differ in case
  // only (AUE_SHUTDOWN is shutdown(2), AUE_shutdown the program), so the same case is preferred, then an
  // event that is the meaning of its number, then one of OpenBSM (sudo is 45028, on Solaris 6650). nullptr
  // when there is none.
  const Event* find(std::string_view name) const noexcept;

  // All rows, by number or in the order of the file; also those that are not the meaning of their number.
  std::span<const Event> events() const noexcept { return events_; }

 private:
  void set_events(std::vector<Event> events);

  std::shared_ptr<const std::string> text_;  // of the loaded file; copies share it
  std::vector<Event> events_;
  std::vector<std::uint16_t> places_;  // by number: 1 + the place in events_, or 0
};

}  // namespace knox::bsm

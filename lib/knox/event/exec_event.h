// ExecEvent: an execution as an event::Event, for formats that all events have.
#pragma once

#include "knox/event/event.h"
#include "knox/os/names.h"

namespace knox::event {

class ExecEvent {
 public:
  // `names` stay the caller's and outlive it.
  explicit ExecEvent(os::Names& names) : names_(names) { event_.dataset = "knox.commands"; }

  // Good until the next call, and as long as the execution.
  const Event& of(const Exec& exec);

 private:
  using Id = std::optional<std::uint32_t>;

  void take_action(Action action);
  Principal user(Id uid);
  Principal group(Id gid);
  Who who(const Exec& exec);

  os::Names& names_;
  Event event_;
};

}  // namespace knox::event

// ExecEvent: an execution as an event::Event, for formats that all events have. Its id is a hash of what it
// says (content_id.h).
#pragma once

#include "knox/event/content_id.h"
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

  void take_id(const Exec& exec);

  os::Names& names_;
  ContentId id_;
  Event event_;
};

}  // namespace knox::event

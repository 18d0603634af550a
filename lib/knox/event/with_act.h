// An event with what it means to the tree of processes: input::Options::acts.
#pragma once

#include "knox/event/event.h"

namespace knox::event {

// A view, as both of them. Without `act` nobody knows whose the event is.
inline Event with_act(const Event& event, const ProcessEvent* act) {
  Event both = event;
  both.act = act;
  both.exec = act == nullptr ? nullptr : act->exec;
  return both;
}

}  // namespace knox::event

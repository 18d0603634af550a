// The end of a process as one line, for whoever has seen its command before:
//
//   text   PID TAB exit STATUS                     or signal NUMBER; a minus where it is not known
//   json   {"timestamp":"2024-05-14T09:12:04.091Z","log":{"event":"exit","pid":612,"exit_status":2}}
//
// with "signal" instead of "exit_status" for a process that was killed, and neither where it is not known.
#pragma once

#include "knox/base/out.h"
#include "knox/event/process.h"

namespace knox::event {

// Of the event an exit status, a signal and its time are looked at, if it is an exit.
void put_exit_text(Out& out, const ProcessRef& process, const ProcessEvent& event);
void put_exit_json(Out& out, const ProcessRef& process, const ProcessEvent& event);

}  // namespace knox::event

// What became of it, as people and as programs read it.
#pragma once

#include "knox/base/out.h"
#include "knox/event/deeds.h"

namespace knox::event {

// Sections with a heading each; those of which there is nothing are left out:
//
//   created: 1 file
//     /etc/hosts.new, first /etc/hosts.tmp (mv, sh)
//   connected to: 1 address
//     192.0.2.80 port 443 tcp (curl)
//   failed: 1 kind
//     exec make: ENOENT in 9 directories (sh)
//   by program
//     sh: 2 executions, 1 created
//
// Every path is a word of a shell (emit/shell.h).
void put_deeds_text(const DeedsSum& sum, Out& out);

// One object a line; `kind` says which: created, changed, renamed, deleted, device, connection, failure,
// program, and at the end total. knox-json(5) has the members.
void put_deeds_json(const DeedsSum& sum, Out& out);

}  // namespace knox::event

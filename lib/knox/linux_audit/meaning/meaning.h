// The second half of normalisation: what the facts of an event mean together, by the rules of
// tables/actions.def.
#pragma once

#include "knox/linux_audit/meaning/facts.h"

namespace knox::linux_audit {

// Completes facts.event.
void summarize(const Event& event, Facts& facts);

}  // namespace knox::linux_audit

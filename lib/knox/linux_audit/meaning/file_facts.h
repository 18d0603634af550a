// The file that an event is about, out of its PATH records.
#pragma once

#include "knox/linux_audit/meaning/actions.h"
#include "knox/linux_audit/meaning/facts.h"

namespace knox::linux_audit {

// Sets facts.event.file. Returns the path of the other file, of two; empty: there is none.
std::string_view find_file(Facts& facts, Meaning meaning);

}  // namespace knox::linux_audit

// Records that knox makes of Linux' events (convert/linux_bsm.h): how they differ from others, and the texts
// behind their subject, which tell what BSM has no token for: cwd=, tty=, ppid=, node=, comm=, exe=
// (knox-bsm(5)).
#pragma once

#include <string_view>

#include "knox/bsm/platform_tables.h"
#include "knox/bsm/record.h"

namespace knox::bsm {

// They have a sequence token, as no others do that are of an unknown platform, or an event that only Linux
// has.
bool is_from_linux(const Record& record, const PlatformTables& tables);

// The node= of such a record, which is its host's name; empty: there is none. Borrows from the record.
std::string_view linux_node(const Record& record);

}  // namespace knox::bsm

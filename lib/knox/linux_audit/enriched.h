// Names of ids as a record gives them: those of an ENRICHED log are the logging host's own and win over what
// this host would say.
#pragma once

#include "knox/linux_audit/record.h"
#include "knox/os/names.h"

namespace knox::linux_audit {

// What auditd added for a field of the record: of "auid" the value of AUID, without its quotes. Empty: it
// added nothing, or no name ("unset", "unknown(1000)").
std::string_view enriched_name(const Record& record, std::string_view key) noexcept;

// The name of the user (group) whose id is the record's field `key`. Empty: the id is unset or has no name.
// Good as long as the record, and as os::Names says.
std::string_view user_name(const Record& record, std::string_view key, std::uint32_t uid, os::Names& names);
std::string_view group_name(const Record& record, std::string_view key, std::uint32_t gid, os::Names& names);

}  // namespace knox::linux_audit

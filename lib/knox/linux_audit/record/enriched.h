// Names of ids as a record gives them: those of an ENRICHED log are the logging host's own and win over what
// this host would say.
//
// auditd adds one for each field that it can name, in their order. A key that is twice in a record, uid= of
// the kernel and uid= of a program's message, is twice among the names: the first is for the first field, and
// one for which there is no field names nothing.
#pragma once

#include "knox/event/exec.h"
#include "knox/linux_audit/record/record.h"
#include "knox/os/names.h"

namespace knox::linux_audit {

// The field that the ENRICHED one, which is in record.fields(), is for; nullptr: none.
const Field* named_field(const Record& record, const Field& enriched) noexcept;

// The name in an ENRICHED field, without its quotes. Empty: it is none ("unset", "unknown(1000)").
std::string_view name_in(const Field& enriched) noexcept;

// What auditd added for the field of that key and value, which is in the record's text: of the first "auid"
// the value of the first AUID. Empty: it added nothing, or no name.
std::string_view enriched_name(const Record& record, std::string_view key, std::string_view value) noexcept;
// The same of the first field of that key.
std::string_view enriched_name(const Record& record, std::string_view key) noexcept;

// Tells `names` what auditd added for the ids of the process that a record is about. The text of these names
// is the record's.
void tell_enriched_names(const Record& record, const event::ProcessIds& ids, os::Names& names);

}  // namespace knox::linux_audit

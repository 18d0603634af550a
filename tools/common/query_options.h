// The selection that every source understands (event/query.h), on a command line: declared here once, so that
// it is the same words and values in every tool.
#pragma once

#include "common/tool.h"
#include "knox/bsm/select.h"
#include "knox/event/query.h"

namespace knox::tools {

inline constexpr const char* kSelection = "Selection (each can be repeated: any of its values)";

// What of it a tool has.
struct QueryOptions {
  bool actions = true;               // false: for executions alone: no --action and --address
  bool process = true;               // false: --user and --pid are the tool's own: whom to follow
  bool auditreduce_letters = false;  // -a and -b of --after and --before
};
void add_query_options(Tool& tool, event::QueryText& text, QueryOptions has = {});

// --class and --event, "-c,--class" where a tool has auditreduce's letters. Events of Linux Audit are those
// that their BSM records would be.
void add_class_options(Tool& tool, bsm::SelectionText& text, const std::string& class_names = "--class",
                       const std::string& event_names = "--event");
inline constexpr const char* kClassHelp = "event classes as in audit_control(5): pc,+lo,-fr";

// --host: what the host is called in events. `names` where there are more.
void add_host_option(const OptionGroup& group, std::string& host, const std::string& names = "--host",
                     const std::string& help = "of the host, in place of what records say");

}  // namespace knox::tools

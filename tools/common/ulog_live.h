// log(1) as an input, where there is no other: on a Mac, what happens now, or what the system has kept.
#pragma once

#include <expected>
#include <string>

#include "common/inputs.h"
#include "common/live.h"
#include "common/tool.h"
#include "knox/base/period.h"

namespace knox::tools {

// As typed.
struct UlogLiveOptions {
  bool is_live = false;  // asked for
  std::string level, archive, last;
  bool source = false;
};
void add_ulog_live_options(const OptionGroup& group, UlogLiveOptions& options);

// What --last says, as a value of --after; the error is one line.
std::expected<std::string, std::string> since(const std::string& last);

// Starts log(1) if it is to be the input: when that is asked for, and on a Mac when there is no input but a
// terminal. `when`: what is wanted of what is kept; all of time: what happens now. False: it has said why it
// could not.
bool start_log(Tool& tool, InputOptions& input, LiveInput& live, const UlogLiveOptions& options,
               const std::string& predicate, const Period& when);

}  // namespace knox::tools

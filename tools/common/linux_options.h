// What the tools that read Linux Audit logs share on their command lines: which logs, which events, whose
// names.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "common/bsm_options.h"
#include "knox/linux_audit/select/select.h"

namespace knox::tools {

// As typed.
struct LinuxOptions {
  linux_audit::SelectionText selection;
  BsmOptions bsm;                   // what all sources are asked, classes, and names
  std::vector<std::string> events;  // serial numbers, or names of BSM's events
  std::string checkpoint;
};

// Adds --logs, which root can be needed for.
void add_logs_option(Tool& tool, InputOptions& input);
// Adds the options for selection (query_options.h, and what ausearch(8) has besides) and names, and
// --checkpoint.
void add_linux_options(Tool& tool, LinuxOptions& options);

// The words of a command line, where `--success yes` and `--success no` of ausearch(8) have become --success
// and --failure.
std::vector<std::string> without_answers(int argc, char** argv);

// As used.
struct LinuxSetup {
  BsmSetup bsm;
  // Of the events themselves: all that was asked for and that their records say. Inverted if that is all
  // there is, so that it can still skip records.
  linux_audit::Selection selection;
  // How events ended as far as one record says it for all of its event: for look() alone, since an event
  // without such a record has its outcome from what it means.
  linux_audit::Selection outcome;
  bool asks_more = false;  // than `selection`
};
// The error is a whole message.
std::expected<LinuxSetup, std::string> set_up(const LinuxOptions& options);

}  // namespace knox::tools
